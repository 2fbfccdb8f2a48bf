#pragma once

#include <cstddef>
#include <vector>

#include "gateway/relay/route.hpp"
#include "gateway/text/rule_problem.hpp"

namespace sluice::relay {

/// What keeps a rule with `table` from making one: each member must have a row of its own, which
/// comes and goes with it. `topic` and `key` are the rule's, compiled.
void check_table(std::size_t index, const RouteRule& rule, const EventTemplate& topic,
                 const EventTemplate& key, std::vector<text::RuleProblem>& problems);

}  // namespace sluice::relay
