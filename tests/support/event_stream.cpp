#include "tests/support/event_stream.hpp"

#include <utility>

namespace sluice::test {

EventStream::EventStream(const Soketi& server, std::vector<std::string> channels)
    : channels_{std::move(channels)}, publisher_{driver_, server} {
  thread_ = std::thread{[this] { publish(); }};
}

EventStream::~EventStream() {
  end();
}

void EventStream::end() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

int EventStream::stop() {
  end();
  if (failure_) std::rethrow_exception(failure_);
  return last_;
}

void EventStream::publish() {
  constexpr std::size_t batch_max = 10;
  constexpr std::chrono::milliseconds pace{10};
  const auto ended = [this](std::chrono::milliseconds span) {
    std::unique_lock lock{mutex_};
    return stopped_.wait_for(lock, span, [this] { return stopping_; });
  };
  try {
    while (!ended(pace)) {
      std::vector<Publication> batch;
      while (batch.size() + channels_.size() <= batch_max) {
        const std::string number = std::to_string(++last_);
        for (const std::string& channel : channels_) batch.push_back({channel, number, number});
      }
      publisher_.trigger_batch(batch);
    }
  } catch (...) {
    failure_ = std::current_exception();
  }
}

}  // namespace sluice::test
