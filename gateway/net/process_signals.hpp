#pragma once

#include <functional>
#include <initializer_list>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace sluice::net {

/// Hears the process's signals on a loop's thread, each time one comes.
class ProcessSignals {
 public:
  ProcessSignals(boost::asio::io_context& loop, std::initializer_list<int> signals,
                 std::function<void(int)> heard);
  ~ProcessSignals();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sluice::net
