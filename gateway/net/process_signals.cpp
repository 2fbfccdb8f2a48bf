#include "gateway/net/process_signals.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <utility>

namespace sluice::net {
namespace {

void mask(int how, const std::vector<int>& signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  pthread_sigmask(how, &set, nullptr);
}

}  // namespace

struct ProcessSignals::State {
  State(boost::asio::io_context& loop, std::function<void(int)> hears)
      : set(loop), heard(std::move(hears)) {}

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

void ProcessSignals::hold(const std::vector<int>& signals) {
  mask(SIG_BLOCK, signals);
}

ProcessSignals::ProcessSignals(boost::asio::io_context& loop, const std::vector<int>& signals,
                               std::function<void(int)> heard)
    : state_(std::make_unique<State>(loop, std::move(heard))) {
  for (const int signal : signals) state_->set.add(signal);
  state_->wait();
  mask(SIG_UNBLOCK, signals);
}

ProcessSignals::~ProcessSignals() = default;

}  // namespace sluice::net
