#include "gateway/app/plan/live_change.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "gateway/app/plan/table_channels.hpp"

namespace sluice::app {
namespace {

/// Of the routes that keep tables, in order.
std::vector<config::Digest> tables(const Plan& plan) {
  std::vector<config::Digest> found;
  auto route = plan.config().routes.begin();
  for (const config::SectionDigest& section : plan.sections()) {
    if (section.list != "routes") continue;
    if (route->table) found.push_back(section.fingerprint());
    ++route;
  }
  return found;
}

/// The channels whose members are rows of tables, by sink, connection and name.
std::set<std::tuple<std::string, std::string, std::string>> table_members(const Plan& plan) {
  std::set<std::tuple<std::string, std::string, std::string>> found;
  for (const auto& sink : plan.config().sinks) {
    for (auto& channel : table_channels(plan, plan.names().sink(sink.name))) {
      found.emplace(sink.name, std::move(channel.connection), std::move(channel.channel));
    }
  }
  return found;
}

/// The sinks that have tables, and the connections whose members are their rows, as parts.
std::set<std::string> tied_to_tables(const Plan& plan) {
  std::set<std::string> parts;
  for (const auto& [sink, connection, channel] : table_members(plan)) {
    parts.insert("sinks." + sink);
    parts.insert("connections." + connection);
  }
  return parts;
}

/// What of a change cannot be followed, if anything. `tied`: to tables.
std::optional<Change> rest_of(Change change, const std::set<std::string>& tied) {
  const auto is_in = [&change](std::string_view list) { return change.part.starts_with(list); };
  if (is_in("routes[") || is_in("sources.") || is_in("returns.")) return std::nullopt;
  const bool is_part = is_in("connections.") || is_in("sinks.");
  if (is_part && !tied.contains(change.part)) return std::nullopt;
  if (change.kind != Change::Kind::changed) return change;
  // A client with another certificate reaches the same broker.
  if (is_part) std::erase_if(change.keys, config::is_content);
  if (is_in("connections.")) std::erase(change.keys, "channels");
  if (change.part.empty()) std::erase(change.keys, "route_mode");
  return change.keys.empty() ? std::nullopt : std::optional(std::move(change));
}

/// With `first`, any other route may take an event away from a table, or leave it to the table.
bool may_starve_tables(const Plan& before, const Plan& after) {
  const auto takes_one = [](const Plan& plan) {
    return plan.config().route_mode == RouteMode::first;
  };
  return !tables(after).empty() && (takes_one(before) || takes_one(after));
}

}  // namespace

std::vector<std::string> needs_restart(const Plan& before, const Plan& after,
                                       const Difference& difference) {
  const auto tied = tied_to_tables(before);
  Difference left;
  for (const Change& change : difference.changes) {
    if (auto fixed = rest_of(change, tied)) left.changes.push_back(*std::move(fixed));
  }
  auto reasons = describe(left);
  if (tables(before) != tables(after)) {
    reasons.emplace_back("routes: those with table: true differ");
  } else if (reasons.empty() && may_starve_tables(before, after)) {
    reasons.emplace_back("routes: beside table: true, none can change with route_mode: first");
  }
  if (reasons.empty() && table_members(before) != table_members(after)) {
    reasons.emplace_back("channels: those whose members are rows of a table differ");
  }
  return reasons;
}

}  // namespace sluice::app
