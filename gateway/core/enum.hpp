#pragma once

#include <cstddef>

namespace sluice {

/// The number of values of an enum: those for which `to_string` has a word. Such an enum begins at
/// 0, leaves no number out, and has a constexpr `to_string` without a `default`, so that the
/// compiler demands the word of a new value.
template <class Enum>
inline constexpr std::size_t enum_count = [] {
  std::size_t count = 0;
  while (!to_string(static_cast<Enum>(count)).empty()) ++count;
  return count;
}();

}  // namespace sluice
