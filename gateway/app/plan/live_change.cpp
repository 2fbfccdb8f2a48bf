#include "gateway/app/plan/live_change.hpp"

#include <algorithm>
#include <utility>

namespace sluice::app {
namespace {

bool is_route(const Change& change) {
  return change.part.starts_with("routes[");
}

/// What remains of a change without what can be followed; nothing may remain.
Change without_live_keys(Change change) {
  if (change.part.empty()) std::erase(change.keys, "route_mode");
  return change;
}

bool is_left(const Change& change) {
  return change.kind != Change::Kind::changed || !change.keys.empty();
}

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
  Difference left;
  for (const Change& change : difference.changes) {
    if (is_route(change)) continue;
    Change rest = without_live_keys(change);
    if (is_left(rest)) left.changes.push_back(std::move(rest));
  }
  auto reasons = describe(left);
  if (tables(before) != tables(after)) {
    reasons.emplace_back("routes: those with table: true differ");
  } else if (reasons.empty() && may_starve_tables(before, after)) {
    reasons.emplace_back("routes: beside table: true, none can change with route_mode: first");
  }
  return reasons;
}

}  // namespace sluice::app
