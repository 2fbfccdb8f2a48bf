#pragma once

#include "gateway/app/tap_command.hpp"

namespace CLI {
class App;
}

namespace sluice::app {

/// The command line of `sluice tap`. Must not be moved: the parser writes into it.
class TapArguments {
 public:
  /// Adds the command; `cli` outlives it.
  explicit TapArguments(CLI::App& cli);
  TapArguments(const TapArguments&) = delete;
  TapArguments& operator=(const TapArguments&) = delete;

  [[nodiscard]] bool parsed() const;
  [[nodiscard]] const TapOrder& order() const noexcept { return order_; }

 private:
  CLI::App* command_;
  TapOrder order_;
};

}  // namespace sluice::app
