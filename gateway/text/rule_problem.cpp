#include "gateway/text/rule_problem.hpp"

#include <fmt/format.h>

namespace sluice::text {

std::string RuleProblem::to_string(std::string_view list) const {
  return fmt::format("{}[{}].{}: {}", list, rule, field, message);
}

}  // namespace sluice::text
