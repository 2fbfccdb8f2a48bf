#pragma once

#include "gateway/app/resend_command.hpp"

namespace CLI {
class App;
}

namespace sluice::app {

/// The command line of `sluice resend`. Must not be moved: the parser writes into it.
class ResendArguments {
 public:
  /// Adds the command; `cli` outlives it.
  explicit ResendArguments(CLI::App& cli);
  ResendArguments(const ResendArguments&) = delete;
  ResendArguments& operator=(const ResendArguments&) = delete;

  /// Whether it was given.
  [[nodiscard]] bool parsed() const;
  [[nodiscard]] const ResendOrder& order() const noexcept { return order_; }

 private:
  CLI::App* command_;
  ResendOrder order_;
};

}  // namespace sluice::app
