#pragma once

#include <cstddef>

/// How often the program it is linked into has asked operator new for memory.
[[nodiscard]] std::size_t allocation_count() noexcept;
/// Bytes that it has from there now.
[[nodiscard]] std::size_t allocated_bytes() noexcept;
