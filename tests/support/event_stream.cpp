#include "tests/support/event_stream.hpp"

#include <utility>

namespace sluice::test {

EventStream::EventStream(const Soketi& server, std::vector<std::string> channels)
    : channels_{std::move(channels)}, publisher_{driver_, server} {
  thread_ = std::thread{[this] { publish(); }};
}

EventStream::~EventStream() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

int EventStream::stop() {
  stopping_ = true;
  thread_.join();
  if (failure_) std::rethrow_exception(failure_);
  return last_;
}

void EventStream::publish() {
  constexpr std::size_t batch_max = 10;
  try {
    while (!stopping_) {
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
