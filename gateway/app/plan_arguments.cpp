#include "gateway/app/plan_arguments.hpp"

#include <CLI/CLI.hpp>

#include "gateway/app/admin_arguments.hpp"

namespace sluice::app {

PlanArguments::PlanArguments(CLI::App& cli)
    : command_(cli.add_subcommand(
          "plan",
          "Show what a reload with a configuration would do to the running gateway: exit status 0 "
          "for nothing, 2 for something, 1 if it cannot be said")) {
  command_->add_option("CONFIG", order_.config, "The YAML file; - for standard input")->required();
  add_admin_arguments(*command_, order_.gateway,
                      "The gateway's admin server (http://127.0.0.1:PORT, or https, as admin in "
                      "the file says)");
}

bool PlanArguments::parsed() const {
  return command_->parsed();
}

}  // namespace sluice::app
