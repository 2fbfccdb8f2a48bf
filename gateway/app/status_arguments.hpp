#pragma once

#include "gateway/app/status_command.hpp"

namespace CLI {
class App;
}

namespace sluice::app {

/// The command line of `sluice status`. Must not be moved: the parser writes into it.
class StatusArguments {
 public:
  /// Adds the command; `cli` outlives it.
  explicit StatusArguments(CLI::App& cli);
  StatusArguments(const StatusArguments&) = delete;
  StatusArguments& operator=(const StatusArguments&) = delete;

  [[nodiscard]] bool parsed() const;
  [[nodiscard]] StatusOrder order() const;

 private:
  CLI::App* command_;
  StatusOrder order_;
  int watch_ = 0;  ///< seconds; 0: it does not watch
};

}  // namespace sluice::app
