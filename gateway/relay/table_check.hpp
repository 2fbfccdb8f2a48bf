#pragma once

#include <cstddef>
#include <vector>

#include "gateway/relay/route.hpp"
#include "gateway/text/rule_problem.hpp"

namespace sluice::relay {

/// Finds the reasons why a rule with `table` makes no table: each member must have its own row,
/// which appears and disappears with the member. `topic` and `key` are the rule's compiled
/// templates.
void check_table(std::size_t index, const RouteRule& rule, const EventTemplate& topic,
                 const EventTemplate& key, std::vector<text::RuleProblem>& problems);

}  // namespace sluice::relay
