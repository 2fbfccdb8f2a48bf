#pragma once

#include <functional>
#include <memory>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace sluice::net {

/// Hears the process's signals on a loop's thread, each time one comes.
class ProcessSignals {
 public:
  /// Keeps these signals pending in the calling thread and in those it starts. The first call in
  /// main(), so that a signal that comes before somebody listens neither kills nor gets lost.
  static void hold(const std::vector<int>& signals);

  /// On the thread of the loop: hears these signals from now on, and first those that were held.
  ProcessSignals(boost::asio::io_context& loop, const std::vector<int>& signals,
                 std::function<void(int)> heard);
  ~ProcessSignals();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluice::net
