#pragma once

#include <string>

#include "gateway/app/plan/plan.hpp"
#include "gateway/core/event.hpp"

namespace sluice::app {

/// What becomes of an event on one of the plan's connections, for people.
struct EventReport {
  bool relayed = false;  ///< there is at least one record
  std::string text;      ///< lines: the event, and each route with its record or what it lacks
};

/// Nothing is sent. The connection of the event is one of the plan.
[[nodiscard]] EventReport report_on(const Plan& plan, const Event& event);

}  // namespace sluice::app
