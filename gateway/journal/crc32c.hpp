#pragma once

#include <cstddef>
#include <cstdint>

namespace sluice::journal {

/// CRC-32C (Castagnoli) of `bytes` bytes, continued from the sum `before` of earlier bytes; 0 at
/// first.
[[nodiscard]] std::uint32_t crc32c(std::uint32_t before, const void* data,
                                   std::size_t bytes) noexcept;

}  // namespace sluice::journal
