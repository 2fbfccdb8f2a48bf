#pragma once

#include <algorithm>
#include <string_view>

namespace sluice::test {

/// The first line of an input, which is shortened by it. Empty at its end.
[[nodiscard]] inline std::string_view take_line(std::string_view& input) noexcept {
  const auto end = std::min(input.find('\n'), input.size());
  const auto line = input.substr(0, end);
  input.remove_prefix(std::min(end + 1, input.size()));
  return line;
}

}  // namespace sluice::test
