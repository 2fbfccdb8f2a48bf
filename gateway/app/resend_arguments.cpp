#include "gateway/app/resend_arguments.hpp"

#include <CLI/CLI.hpp>

namespace sluice::app {

ResendArguments::ResendArguments(CLI::App& cli)
    : command_(cli.add_subcommand("resend",
                                  "Send the dead letters of a Kafka topic again: exit status 1 if "
                                  "one was rejected again")) {
  command_->add_option("CONFIG", order_.config, "The YAML file")->required();
  command_->add_option("--sink", order_.sink, "The sink that the dead letters are at")->required();
  command_->add_option("--topic", order_.topic, "The topic of the dead letters")->required();
  command_->add_option("--group", order_.group,
                       "The consumer group that remembers what is done (sluice-resend-TOPIC)");
  command_->add_option("--limit", order_.limit, "Read so many messages at most")
      ->check(CLI::PositiveNumber);
  command_->add_flag("--skip-rejected", order_.skip_rejected,
                     "Go on behind a letter that is rejected again, instead of ending there");
  command_->add_flag("--dry-run", order_.dry_run, "Only say what would be sent");
}

bool ResendArguments::parsed() const {
  return command_->parsed();
}

}  // namespace sluice::app
