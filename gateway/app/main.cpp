#include <fmt/format.h>
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <tuple>
#include <utility>

#include "config/documentation.hpp"
#include "connectors/registry.hpp"
#include "gateway/app/catalog.hpp"
#include "gateway/app/config_file.hpp"
#include "gateway/app/descriptor_limit.hpp"
#include "gateway/app/environment.hpp"
#include "gateway/app/explain_arguments.hpp"
#include "gateway/app/gateway.hpp"
#include "gateway/app/init_command.hpp"
#include "gateway/app/journal_arguments.hpp"
#include "gateway/app/load.hpp"
#include "gateway/app/plan/difference.hpp"
#include "gateway/app/plan_arguments.hpp"
#include "gateway/app/resend_arguments.hpp"
#include "gateway/app/status_arguments.hpp"
#include "gateway/app/tap_arguments.hpp"
#include "gateway/app/test_command.hpp"
#include "gateway/net/process_signals.hpp"
#include "gateway/telemetry/version.hpp"

namespace sluice::app {
namespace {

/// Something the user has to change before the gateway can start.
constexpr int exit_unusable = 2;

int report(const std::vector<config::Problem>& problems) {
  for (const auto& problem : problems) fmt::print(stderr, "{}\n", to_string(problem));
  return exit_unusable;
}

void warn(const std::vector<config::Problem>& warnings) {
  for (auto warning : warnings) {
    warning.message.insert(0, "warning: ");
    fmt::print(stderr, "{}\n", to_string(warning));
  }
}

int check(const std::string& path) {
  const auto loaded = load(path);
  if (!loaded) return report(loaded.error());
  warn(loaded->warnings);
  fmt::print("{}: {} connections, {} sinks, {} routes, {} sources, {} returns: good\n", path,
             loaded->connections.size(), loaded->sinks.size(), loaded->routes.size(),
             loaded->sources.size(), loaded->returns.size());
  return 0;
}

/// As diff(1): 0 where there is no difference, 1 where there is one.
int diff(const std::string& before_path, const std::string& after_path) {
  auto before = load(before_path);
  if (!before) return report(before.error());
  auto after = load(after_path);
  if (!after) return report(after.error());
  const Plan before_plan(std::move(*before));
  const Plan after_plan(std::move(*after), before_plan);
  const auto lines = describe(difference(before_plan, after_plan));
  for (const auto& line : lines) fmt::print("{}\n", line);
  return lines.empty() ? 0 : 1;
}

int run(const std::string& path) {
  net::ProcessSignals::hold(Gateway::signals());
  ConfigFile file(path);
  auto loaded = file.read();
  if (!loaded) return report(loaded.error());
  warn(loaded->warnings);
  raise_descriptor_limit();
  return Gateway(std::move(*loaded), file).run();
}

int explain(const ExplainOrder& order) {
  auto loaded = load(order.config);
  if (!loaded) return report(loaded.error());
  return show_explanation(order, std::move(*loaded));
}

int resend(const ResendOrder& order) {
  auto loaded = load(order.config);
  if (!loaded) return report(loaded.error());
  return resend_letters(order, std::move(*loaded));
}

int print_version() {
  fmt::print("sluice {}\n", telemetry::version());
  return 0;
}

int print_docs(const std::string& which) {
  if (which == "config") {
    fmt::print("{}", config::describe(connectors::types()));
  } else if (which == "schema") {
    fmt::print("{}", config::json_schema(connectors::types()));
  } else {
    fmt::print("{}", app::metrics_page());
  }
  return 0;
}

int main(int argc, char** argv) {
  std::ignore = environment();  // before there is a thread
  CLI::App cli{"Sluice, an edge relay gateway between Pusher Channels and message brokers"};
  cli.require_subcommand(1);
  std::string path;
  std::string which;
  auto* run_command = cli.add_subcommand("run", "Relay as the configuration says, until SIGTERM");
  run_command->add_option("CONFIG", path, "The YAML file")->required();
  auto* check_command =
      cli.add_subcommand("check", "Say everything that is wrong with a configuration");
  check_command->add_option("CONFIG", path, "The YAML file")->required();
  std::string after;
  auto* diff_command = cli.add_subcommand(
      "diff", "Show which parts differ between two configurations, and what needs a restart");
  diff_command->add_option("OLD", path, "The YAML file that runs")->required();
  diff_command->add_option("NEW", after, "The one to compare it with")->required();
  const StatusArguments asking(cli);
  const TapArguments tapping(cli);
  const PlanArguments planning(cli);
  const ExplainArguments explaining(cli);
  const JournalArguments journal(cli);
  const ResendArguments resending(cli);
  auto* docs_command =
      cli.add_subcommand("docs", "Print a generated reference: Markdown, or a JSON Schema");
  docs_command->add_option("WHICH", which)
      ->required()
      ->check(CLI::IsMember({"config", "schema", "metrics"}));
  auto* test_command = cli.add_subcommand(
      "test",
      "Compare what a configuration makes of given events with what is expected: exit status 0 if "
      "all is so, 1 if something is not, 2 if it cannot be said");
  test_command->add_option("FILE", path, "The YAML file of tests")->required();
  auto* init_command = cli.add_subcommand("init", "Write a configuration to begin with");
  init_command->add_option("FILE", path, "Where to, which must not exist; standard output");
  auto* version_command = cli.add_subcommand("version", "Print the version");
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (cli.exit(error) == 0) return 0;
    return planning.parsed() ? status_no_plan : exit_unusable;
  }
  if (version_command->parsed()) return print_version();
  if (docs_command->parsed()) return print_docs(which);
  if (check_command->parsed()) return check(path);
  if (diff_command->parsed()) return diff(path, after);
  if (asking.parsed()) return show_status(asking.order());
  if (tapping.parsed()) return show_tap(tapping.order());
  if (planning.parsed()) return show_plan(planning.order());
  if (explaining.parsed()) {
    return explaining.live() ? show_silence(explaining.silence_order())
                             : explain(explaining.order());
  }
  if (test_command->parsed()) return run_tests(path);
  if (init_command->parsed()) return write_starter(path);
  if (journal.parsed()) return journal.execute();
  if (resending.parsed()) return resend(resending.order());
  return run(path);
}

}  // namespace
}  // namespace sluice::app

int main(int argc, char** argv) {
  // A peer that closes while we write is an error of that write, not a reason to die.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return sodium_init() < 0 ? 2 : sluice::app::main(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "sluice: {}\n", error.what());
    return 2;
  }
}
