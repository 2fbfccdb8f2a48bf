#pragma once

#include <set>
#include <string>
#include <string_view>

#include "gateway/app/plan/difference.hpp"
#include "gateway/app/plan/plan.hpp"

namespace sluice::app {

/// The names of the things of one list that a plan has and the one before it has not, and so on.
struct NamedChanges {
  std::set<std::string> added{};
  std::set<std::string> removed{};
  std::set<std::string> changed{};

  [[nodiscard]] bool contains(const std::string& name) const {
    return added.contains(name) || removed.contains(name) || changed.contains(name);
  }
  bool operator==(const NamedChanges&) const = default;
};

/// One plan after another, for those who follow it. Both plans outlive it.
struct Succession {
  const Plan& plan;
  NamedChanges connections{};
  /// Those of `connections.changed` of which more differs than the channels and what files contain.
  std::set<std::string> replaced_connections{};
  /// Those that do not differ, and that an earlier succession may have left as they were.
  std::set<std::string> retried_connections{};
  /// The others of which the channels differ.
  std::set<std::string> other_channels{};
  NamedChanges sinks{};
  /// Those of `sinks.changed` of which more than the outbox differs.
  std::set<std::string> replaced_sinks{};
  /// A source is changed, too, when one of its returns or what these publish through is.
  NamedChanges sources{};
};

/// What `difference` says of one list, such as `connections`. Pure.
[[nodiscard]] NamedChanges changes_of(const Difference& difference, std::string_view list);

/// `difference` is that of the two plans; `unsettled` names connections that may not run as
/// `before` says. Pure.
[[nodiscard]] Succession succession(const Plan& before, const Plan& after,
                                    const Difference& difference,
                                    const std::set<std::string>& unsettled = {});

}  // namespace sluice::app
