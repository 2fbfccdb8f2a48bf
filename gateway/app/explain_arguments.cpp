#include "gateway/app/explain_arguments.hpp"

#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "config/field_types.hpp"
#include "config/own_names.hpp"
#include "gateway/app/admin_arguments.hpp"

namespace sluice::app {
namespace {

std::map<std::string, EventKind> kinds() {
  std::map<std::string, EventKind> names;
  for (const auto& [name, kind] : config::names_of<EventKind>()) names.emplace(name, kind);
  return names;
}

}  // namespace

ExplainArguments::ExplainArguments(CLI::App& cli)
    : command_(cli.add_subcommand(
          "explain",
          "Show which routes take an event, the record of each, and why the others do not; or with "
          "--live why a channel is silent: exit status 0 for a record or for events that come, 1 "
          "for none, 2 if it cannot be said")) {
  GivenEvent& event = order_.event;
  auto* const asked = command_->add_option_group("What is asked");
  auto* const config = asked->add_option("CONFIG", order_.config, "A configuration: the YAML file");
  auto* const live = asked->add_flag("--live", live_, "The running gateway");
  asked->require_option(1);
  add_admin_arguments(*command_, gateway_, "The running gateway's admin server");
  for (const auto* name : {"--against", "--token-file", "--ca-file", "--server-name"}) {
    command_->get_option(name)->needs(live);
  }
  auto* const channel = command_->add_option("--channel", event.channel, "The channel");
  live->needs(channel);
  const auto add = [&](const char* name, auto& member, const char* meaning) {
    return command_->add_option(name, member, meaning)->needs(config);
  };
  add("--event", event.event, "The name of the event");
  add("--kind", event.kind, "Its kind, where the name does not tell")
      ->transform(CLI::CheckedTransformer(kinds()).description(""));
  add("--data", event.data, "Its data: text, sent as a JSON string as servers do");
  add("--data-json", event.data_json, "Its data where that is another JSON value, as in the frame");
  add("--user-id", event.user_id, "The member, the user or the sender");
  add("--connection", order_.connection,
      "The connection it comes on (each that subscribes to the channel)");
  command_->add_flag("--own", event.own, "The member is the gateway's own")->needs(config);
}

bool ExplainArguments::parsed() const {
  return command_->parsed();
}

}  // namespace sluice::app
