#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/core/error.hpp"
#include "gateway/core/event.hpp"
#include "gateway/relay/route.hpp"
#include "gateway/relay/route_conditions.hpp"
#include "gateway/text/rule_problem.hpp"

namespace sluice::relay {

/// All problems for which Router::compile would refuse the rules, in order.
[[nodiscard]] std::vector<text::RuleProblem> find_problems(std::span<const RouteRule> rules);

/// The routes that can apply to one channel of one connection, in order. They are selected once,
/// when the channel is subscribed, so that an event is tested only for its kind and, if a route
/// demands it, its name. Borrows from the router.
class ChannelRoutes {
 public:
  ChannelRoutes(std::vector<const Route*> routes, RouteMode mode)
      : routes_(std::move(routes)), mode_(mode) {}

  /// Calls `take(route)` for the routes that take `event`; returns whether there was one.
  template <class Take>
  bool for_each_match(const Event& event, Take&& take) const {
    bool matched = false;
    for (const Route* route : routes_) {
      if (!takes_kind(*route, event.kind) || !takes_name(*route, event.name)) continue;
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

/// Selects the routes of an event. Immutable, so that all shards may use the same one.
class Router {
 public:
  /// The error is the first problem; `find_problems` has all of them.
  [[nodiscard]] static Result<Router> compile(std::span<const RouteRule> rules, RouteMode mode);

  /// Valid while the router lives, even when it is moved.
  [[nodiscard]] ChannelRoutes routes_for(std::string_view connection,
                                         std::string_view channel) const;

  [[nodiscard]] std::span<const Route> routes() const noexcept { return routes_; }

 private:
  Router(std::vector<Route> routes, RouteMode mode) : routes_(std::move(routes)), mode_(mode) {}

  std::vector<Route> routes_;
  RouteMode mode_;
};

}  // namespace sluice::relay
