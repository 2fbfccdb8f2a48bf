#pragma once

#include <cstddef>
#include <string>

namespace sluice {

/// Empties a text, and gives its memory back where it is more than `kept` bytes. The assignment of
/// an empty text would keep the memory.
inline void empty(std::string& text, std::size_t kept) {
  text.clear();
  if (text.capacity() > kept) text.shrink_to_fit();
}

}  // namespace sluice
