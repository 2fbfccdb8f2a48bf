#include "gateway/app/plan_arguments.hpp"

#include <CLI/CLI.hpp>

namespace sluice::app {

PlanArguments::PlanArguments(CLI::App& cli)
    : command_(cli.add_subcommand(
          "plan",
          "Show what a reload with a configuration would do to the running gateway: exit status 0 "
          "for nothing, 2 for something, 1 if it cannot be said")) {
  command_->add_option("CONFIG", order_.config, "The YAML file; - for standard input")->required();
  command_->add_option("--against", order_.against,
                       "The gateway's admin server (http://127.0.0.1:PORT, with the port of "
                       "admin.listen in the file)");
}

bool PlanArguments::parsed() const {
  return command_->parsed();
}

}  // namespace sluice::app
