#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sluice::text {

/// A mistake in one field of one route or return.
struct RuleProblem {
  std::size_t rule{};  ///< the index of the rule
  std::string_view field;
  std::string message;

  /// "routes[2].topic: unknown placeholder …"; `list` is the name of the list of rules.
  [[nodiscard]] std::string to_string(std::string_view list) const;
};

}  // namespace sluice::text
