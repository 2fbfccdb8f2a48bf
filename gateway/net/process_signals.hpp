#pragma once

#include <functional>
#include <memory>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace sluice::net {

/// Receives the process's signals on a loop's thread.
class ProcessSignals {
 public:
  /// Keeps these signals pending in the calling thread and in the threads that it starts. Must be
  /// the first call in main(), so that an early signal neither kills the process nor gets lost.
  static void hold(const std::vector<int>& signals);

  /// To be made on the loop's thread. Calls `heard` for each of these signals from now on, pending
  /// ones first.
  ProcessSignals(boost::asio::io_context& loop, const std::vector<int>& signals,
                 std::function<void(int)> heard);
  ~ProcessSignals();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluice::net
