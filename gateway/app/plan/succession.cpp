#include "gateway/app/plan/succession.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::app {
namespace {

/// Those that change in a key that does not begin with `but`.
std::set<std::string> replaced(const Difference& difference, std::string_view list,
                               std::string_view but) {
  std::set<std::string> found;
  const std::string prefix = fmt::format("{}.", list);
  for (const Change& change : difference.changes) {
    const bool is_other = std::ranges::any_of(
        change.keys, [but](const std::string& key) { return !key.starts_with(but); });
    if (change.part.starts_with(prefix) && is_other) {
      found.insert(change.part.substr(prefix.size()));
    }
  }
  return found;
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

Succession succession(const Plan& before, const Plan& after, const Difference& difference) {
  Succession next{.plan = after,
                  .connections = changes_of(difference, "connections"),
                  .replaced_connections = replaced(difference, "connections", "channels"),
                  .sinks = changes_of(difference, "sinks"),
                  .replaced_sinks = replaced(difference, "sinks", "outbox."),
                  .sources = changes_of(difference, "sources")};
  const NamedChanges returns = changes_of(difference, "returns");
  for (const Plan* plan : {&before, &after}) {
    for (const auto& back : plan->config().returns) {
      const bool is_touched =
          returns.contains(back.label) || std::ranges::any_of(back.to, [&next](const auto& name) {
            return next.connections.contains(name);
          });
      const bool stays =
          !next.sources.added.contains(back.from) && !next.sources.removed.contains(back.from);
      if (is_touched && stays) next.sources.changed.insert(back.from);
    }
  }
  return next;
}

}  // namespace sluice::app
