#pragma once

#include <cstddef>

namespace sluice {

/// How many values an enum has: those that its `to_string` has a word for. An enum that is counted
/// begins at 0, leaves no number out, and has a constexpr `to_string` without a `default`, so that
/// the compiler asks for the word of a value that is added.
template <class Enum>
inline constexpr std::size_t enum_count = [] {
  std::size_t count = 0;
  while (!to_string(static_cast<Enum>(count)).empty()) ++count;
  return count;
}();

}  // namespace sluice
