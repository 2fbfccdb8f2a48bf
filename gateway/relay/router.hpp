#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/core/error.hpp"
#include "gateway/core/event.hpp"
#include "gateway/relay/route.hpp"
#include "gateway/text/glob.hpp"
#include "gateway/text/rule_problem.hpp"

namespace sluice::relay {

/// Everything that Router::compile would refuse, in order: for whoever reports all problems at
/// once.
[[nodiscard]] std::vector<text::RuleProblem> find_problems(std::span<const RouteRule> rules);

/// The routes that can apply to one channel of one connection, in order. Found once, when the
/// channel is subscribed, so that an event is asked only for its kind and, where a route wants it,
/// its name. Borrows from the router.
class ChannelRoutes {
 public:
  ChannelRoutes(std::vector<const Route*> routes, RouteMode mode)
      : routes_(std::move(routes)), mode_(mode) {}

  /// Calls `take(route)` for the routes that take `event`; says whether there was one.
  template <class Take>
  bool for_each_match(const Event& event, Take&& take) const {
    bool matched = false;
    for (const Route* route : routes_) {
      if (!route->kinds.contains(event.kind)) continue;
      if (!route->event_glob.empty() && !text::glob_matches(route->event_glob, event.name))
        continue;
      matched = true;
      take(*route);
      if (mode_ == RouteMode::first) break;
    }
    return matched;
  }

 private:
  std::vector<const Route*> routes_;
  RouteMode mode_;
};

/// Decides which routes an event takes. Immutable, so that every shard may use the same one.
class Router {
 public:
  /// The error is the first problem; `find_problems` has them all.
  [[nodiscard]] static Result<Router> compile(std::span<const RouteRule> rules, RouteMode mode);

  /// Valid while the router lives; moving the router does not disturb them.
  [[nodiscard]] ChannelRoutes routes_for(std::string_view connection,
                                         std::string_view channel) const;

  [[nodiscard]] std::span<const Route> routes() const noexcept { return routes_; }

 private:
  Router(std::vector<Route> routes, RouteMode mode) : routes_(std::move(routes)), mode_(mode) {}

  std::vector<Route> routes_;
  RouteMode mode_;
};

}  // namespace sluice::relay
