#include "gateway/app/review.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "connectors/registry.hpp"
#include "gateway/app/letter_review.hpp"
#include "gateway/app/pattern_review.hpp"
#include "gateway/app/plan/cycles.hpp"
#include "gateway/app/plan/relay_settings.hpp"
#include "gateway/app/plan/return_drain.hpp"
#include "gateway/app/plan/return_settings.hpp"
#include "gateway/app/topic_review.hpp"
#include "gateway/core/protocol_names.hpp"
#include "gateway/relay/row_names.hpp"
#include "gateway/returns/returns.hpp"

namespace sluice::app {
namespace {

void add(std::string_view list, std::vector<text::RuleProblem> problems,
         std::vector<config::Remark>& faults) {
  for (auto& problem : problems) {
    faults.push_back({list, problem.rule, problem.field, std::move(problem.message)});
  }
}

/// The effect of the cycle on the gateway's own records, for the warning.
std::string_view consequence(const config::Gateway& config, const Cycle& cycle) {
  if (config.returns[cycle.back].own_records == config::OwnRecords::send) {
    return "with own_records: send, events may go round for ever";
  }
  return keeps_mark(config, cycle)
             ? "records of this gateway's own are skipped"
             : "without headers its own records cannot be told, and events may go round for ever";
}

/// Records that the client library holds cannot be dropped. With a window as large as the outbox,
/// drop_oldest therefore drops the newest.
void find_windows_that_hold_all(const config::Gateway& config,
                                std::vector<config::Remark>& warnings) {
  for (std::size_t i = 0; i < config.sinks.size(); ++i) {
    const config::Sink& sink = config.sinks[i];
    const connectors::SinkSettings* const settings = connectors::settings_of(sink);
    if (sink.outbox.when_full != OverflowPolicy::drop_oldest || settings == nullptr) continue;
    const Window window = settings->limits();
    const bool records = window.records >= static_cast<std::size_t>(sink.outbox.max_records);
    const bool bytes =
        window.bytes != Window{}.bytes && window.bytes >= sink.outbox.max_bytes.count;
    if (!records && !bytes) continue;
    warnings.push_back(
        {"sinks", i, "outbox",
         fmt::format(
             "drop_oldest will drop the newest: the client of the broker may hold all of the "
             "{} that the outbox holds, and what it holds cannot be dropped",
             records ? "max_records" : "max_bytes")});
  }
}

/// Such rows are written and removed, but the owner of a row that is found is not known.
void find_rows_that_stay(const config::Gateway& config, std::vector<config::Remark>& warnings) {
  const auto router = relay::Router::compile(route_rules(config, Names::of(config)), {});
  if (!router) return;
  for (std::size_t i = 0; i < router->routes().size(); ++i) {
    const relay::Route& route = router->routes()[i];
    if (!route.table) continue;
    const std::string why = relay::why_rows_are_not_known(route);
    if (why.empty()) continue;
    warnings.push_back({"routes", i, route.state_name == StateName::topic ? "topic" : "key",
                        "rows of members who leave while no gateway runs will stay: " + why});
  }
}

/// The journal holds the decrypted data of encrypted channels.
void find_plaintext_on_disk(const config::Gateway& config, std::vector<config::Remark>& warnings) {
  if (!config.journal) return;
  for (std::size_t i = 0; i < config.connections.size(); ++i) {
    const auto& connection = config.connections[i];
    const bool decrypts = connection.encrypted == config::Encrypted::decrypt &&
                          std::ranges::any_of(connection.channels, [](const auto& channel) {
                            return channel_type(channel) == ChannelType::encrypted;
                          });
    if (!decrypts) continue;
    warnings.push_back({"connections", i, "encrypted",
                        "with journal, what encrypted channels carry is written to the disk "
                        "decrypted, readable for this user alone"});
  }
}

}  // namespace

std::vector<config::Remark> find_faults(const config::Gateway& config) {
  std::vector<config::Remark> faults;
  // The relay does not ask whether there is such a sink, and the file may name none.
  const Names names = Names::of(config);
  std::vector<relay::RouteRule> routes;
  for (const auto& route : config.routes) routes.push_back(route_rule(config, names, route));
  add("routes", relay::find_problems(routes), faults);
  add("returns",
      returns::find_problems(return_rules(config, names), wanted_channels(config, names)), faults);
  std::ranges::move(find_impossible_topics(config), std::back_inserter(faults));
  std::ranges::move(find_bad_dead_letters(config), std::back_inserter(faults));
  return faults;
}

std::vector<config::Remark> find_warnings(const config::Gateway& config) {
  std::vector<config::Remark> warnings;
  for (const auto& cycle : find_cycles(config, may_read)) {
    warnings.push_back({"returns", cycle.back, "",
                        fmt::format("may read what routes[{}] writes; {}", cycle.route,
                                    consequence(config, cycle))});
  }
  std::ranges::move(find_idle_patterns(config), std::back_inserter(warnings));
  std::ranges::move(find_mixed_dead_letters(config), std::back_inserter(warnings));
  find_rows_that_stay(config, warnings);
  find_windows_that_hold_all(config, warnings);
  find_plaintext_on_disk(config, warnings);
  std::ranges::move(find_windows_too_large(config), std::back_inserter(warnings));
  return warnings;
}

}  // namespace sluice::app
