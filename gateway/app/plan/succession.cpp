#include "gateway/app/plan/succession.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::app {
namespace {

/// Those that change in a key of which this holds.
template <class Condition>
std::set<std::string> changed_in(const Difference& difference, std::string_view list,
                                 Condition condition) {
  std::set<std::string> found;
  const std::string prefix = fmt::format("{}.", list);
  for (const Change& change : difference.changes) {
    if (change.part.starts_with(prefix) && std::ranges::any_of(change.keys, condition)) {
      found.insert(change.part.substr(prefix.size()));
    }
  }
  return found;
}

bool is_channels(std::string_view key) {
  return key == "channels";
}

/// A connection follows everything else where it stands.
bool replaces_connection(std::string_view key) {
  return !is_channels(key) && !config::is_content(key);
}

/// Its client, not its outbox.
bool replaces_sink(std::string_view key) {
  return !key.starts_with("outbox.");
}

}  // namespace

NamedChanges changes_of(const Difference& difference, std::string_view list) {
  NamedChanges found;
  const std::string prefix = fmt::format("{}.", list);
  for (const Change& change : difference.changes) {
    if (!change.part.starts_with(prefix)) continue;
    auto& names = change.kind == Change::Kind::added     ? found.added
                  : change.kind == Change::Kind::removed ? found.removed
                                                         : found.changed;
    names.insert(change.part.substr(prefix.size()));
  }
  return found;
}

Succession succession(const Plan& before, const Plan& after, const Difference& difference,
                      const std::set<std::string>& unsettled) {
  Succession next{
      .plan = after,
      .connections = changes_of(difference, "connections"),
      .replaced_connections = changed_in(difference, "connections", replaces_connection),
      .other_channels = changed_in(difference, "connections", is_channels),
      .sinks = changes_of(difference, "sinks"),
      .replaced_sinks = changed_in(difference, "sinks", replaces_sink),
      .sources = changes_of(difference, "sources")};
  for (const auto& name : next.replaced_connections) next.other_channels.erase(name);
  for (const auto& connection : after.config().connections) {
    const auto& name = connection.name;
    const bool is_new =
        next.connections.added.contains(name) || next.replaced_connections.contains(name);
    if (unsettled.contains(name) && !is_new) next.retried_connections.insert(name);
  }
  const NamedChanges returns = changes_of(difference, "returns");
  const auto is_other = [&next](const std::string& connection) {
    return next.connections.added.contains(connection) ||
           next.connections.removed.contains(connection) ||
           next.replaced_connections.contains(connection) ||
           next.retried_connections.contains(connection) ||
           next.other_channels.contains(connection);
  };
  for (const Plan* plan : {&before, &after}) {
    for (const auto& back : plan->config().returns) {
      const bool is_touched =
          returns.contains(back.label) || std::ranges::any_of(back.to, is_other);
      const bool stays =
          !next.sources.added.contains(back.from) && !next.sources.removed.contains(back.from);
      if (is_touched && stays) next.sources.changed.insert(back.from);
    }
  }
  return next;
}

}  // namespace sluice::app
