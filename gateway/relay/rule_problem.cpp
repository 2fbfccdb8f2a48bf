#include "gateway/relay/rule_problem.hpp"

#include <fmt/format.h>

namespace sluice::relay {

std::string RuleProblem::to_string(std::string_view list) const {
  return fmt::format("{}[{}].{}: {}", list, rule, field, message);
}

}  // namespace sluice::relay
