#pragma once

#include <string>
#include <vector>

#include "gateway/app/plan/plan.hpp"
#include "gateway/app/rehearsal/expectations.hpp"

namespace sluice::app {

/// Compares what the plan makes of the event or the message of a test with what the test expects.
/// Returns lines: what differs, with both sides; empty where all is as expected. Every event comes
/// at the start of the year 2000, as the first of its connection. The names in the test are right
/// (find_wrong_names).
[[nodiscard]] std::vector<std::string> compare(const Plan& plan, const Expectation& test);

}  // namespace sluice::app
