#pragma once

#include <cstddef>

/// How often the program it is linked into has asked operator new for memory.
[[nodiscard]] std::size_t allocation_count() noexcept;
