#pragma once

#include "gateway/app/plan_command.hpp"

namespace CLI {
class App;
}

namespace sluice::app {

/// The command line of `sluice plan`. Must not be moved: the parser writes into it.
class PlanArguments {
 public:
  /// Adds the command; `cli` outlives it.
  explicit PlanArguments(CLI::App& cli);
  PlanArguments(const PlanArguments&) = delete;
  PlanArguments& operator=(const PlanArguments&) = delete;

  /// Whether it was given; also true while the rest of the line is wrong.
  [[nodiscard]] bool parsed() const;
  [[nodiscard]] const PlanOrder& order() const noexcept { return order_; }

 private:
  CLI::App* command_;
  PlanOrder order_;
};

}  // namespace sluice::app
