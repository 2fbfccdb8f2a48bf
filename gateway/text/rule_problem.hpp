#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sluice::text {

/// What is wrong with one field of one route or return.
struct RuleProblem {
  std::size_t rule{};  ///< its index
  std::string_view field;
  std::string message;

  /// "routes[2].topic: unknown placeholder …"; `list` is what the rules are called.
  [[nodiscard]] std::string to_string(std::string_view list) const;
};

}  // namespace sluice::text
