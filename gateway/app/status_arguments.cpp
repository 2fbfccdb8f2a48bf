#include "gateway/app/status_arguments.hpp"

#include <CLI/CLI.hpp>
#include <chrono>

#include "gateway/app/admin_arguments.hpp"

namespace sluice::app {

StatusArguments::StatusArguments(CLI::App& cli)
    : command_(cli.add_subcommand("status", "Show how a running gateway is")) {
  add_admin_arguments(*command_, order_.gateway, "The gateway's admin server");
  command_->add_flag("--json", order_.json, "The answer as it is");
  command_
      ->add_option("--watch", watch_,
                   "Ask again every SECONDS, 2 where that is left out, and show the rates since")
      ->option_text("[SECONDS]")
      ->expected(0, 1)
      ->default_str("2")
      ->check(CLI::Range(1, 3'600));
}

bool StatusArguments::parsed() const {
  return command_->parsed();
}

StatusOrder StatusArguments::order() const {
  StatusOrder order = order_;
  if (watch_ > 0) order.watch = std::chrono::seconds(watch_);
  return order;
}

}  // namespace sluice::app
