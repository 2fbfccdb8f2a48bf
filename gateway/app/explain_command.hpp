#pragma once

#include <string>

#include "gateway/app/plan/plan.hpp"
#include "gateway/app/rehearsal/given_event.hpp"

namespace sluice::app {

struct ExplainOrder {
  std::string config;      ///< the path of the file
  std::string connection;  ///< empty: each that subscribes to the channel, or else each
  GivenEvent event;
};

/// Prints what the configuration would do with an event. Nothing is sent. Returns the exit status:
/// 0 where there is a record, 1 where there is none, 2 where the event is not possible.
[[nodiscard]] int show_explanation(const ExplainOrder& order, config::Gateway config);

}  // namespace sluice::app
