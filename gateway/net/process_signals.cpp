#include "gateway/net/process_signals.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <utility>

namespace sluice::net {

struct ProcessSignals::State {
  State(boost::asio::io_context& loop, std::function<void(int)> told)
      : set(loop), heard(std::move(told)) {}

  boost::asio::signal_set set;
  std::function<void(int)> heard;

  void wait() {
    set.async_wait([this](auto error, int signal) {
      if (error) return;
      heard(signal);
      wait();
    });
  }
};

ProcessSignals::ProcessSignals(boost::asio::io_context& loop, std::initializer_list<int> signals,
                               std::function<void(int)> heard)
    : state_(std::make_unique<State>(loop, std::move(heard))) {
  for (const int signal : signals) state_->set.add(signal);
  state_->wait();
}

ProcessSignals::~ProcessSignals() = default;

}  // namespace sluice::net
