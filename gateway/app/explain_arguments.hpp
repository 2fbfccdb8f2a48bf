#pragma once

#include <string>

#include "gateway/app/explain_command.hpp"
#include "gateway/app/silence_command.hpp"

namespace CLI {
class App;
}

namespace sluice::app {

/// The command line of `sluice explain`. Must not be moved: the parser writes into it.
class ExplainArguments {
 public:
  /// Adds the command; `cli` outlives it.
  explicit ExplainArguments(CLI::App& cli);
  ExplainArguments(const ExplainArguments&) = delete;
  ExplainArguments& operator=(const ExplainArguments&) = delete;

  /// Whether it was given.
  [[nodiscard]] bool parsed() const;
  /// Whether a running gateway is asked, by silence_order().
  [[nodiscard]] bool live() const noexcept { return live_; }
  [[nodiscard]] SilenceOrder silence_order() const { return {order_.event.channel, gateway_}; }
  /// What a configuration is asked.
  [[nodiscard]] const ExplainOrder& order() const noexcept { return order_; }

 private:
  CLI::App* command_;
  ExplainOrder order_;
  bool live_ = false;
  AdminContact gateway_ = SilenceOrder{}.gateway;
};

}  // namespace sluice::app
