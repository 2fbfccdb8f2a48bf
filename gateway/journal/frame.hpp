#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

#include "gateway/journal/crc32c.hpp"

namespace sluice::journal {

/// The head of a frame, in memory and in a file. The rest of the frame belongs to its owner.
/// Numbers have the byte order of the machine and are unaligned. The owner sets length and
/// sequence; the journal sets the checksum.
struct Lead {
  std::uint32_t bytes;     ///< of the whole frame, with this head
  std::uint32_t checksum;  ///< over all other bytes of the frame, with the salt of its segment
  std::uint64_t sequence;  ///< counts up from 1 within one journal
};
static_assert(sizeof(Lead) == 16);
static_assert(std::has_unique_object_representations_v<Lead>, "no byte of it is left to chance");

[[nodiscard]] inline Lead read_lead(const char* frame) noexcept {
  Lead lead{};
  std::memcpy(&lead, frame, sizeof(lead));
  return lead;
}

/// The checksum for a frame in a segment with this salt. Because of the salt, an old frame that an
/// earlier use of the disk blocks left there is never taken for a new one.
[[nodiscard]] inline std::uint32_t checksum_of(const char* frame, std::size_t bytes,
                                               std::uint64_t salt) noexcept {
  constexpr std::size_t behind = offsetof(Lead, checksum) + sizeof(Lead::checksum);
  std::uint32_t sum = crc32c(0, &salt, sizeof(salt));
  sum = crc32c(sum, frame, offsetof(Lead, checksum));
  return crc32c(sum, frame + behind, bytes - behind);
}

inline void seal_frame(char* frame, std::size_t bytes, std::uint64_t salt) noexcept {
  const std::uint32_t sum = checksum_of(frame, bytes, salt);
  std::memcpy(frame + offsetof(Lead, checksum), &sum, sizeof(sum));
}

/// Takes the first one off frames that stand one behind the other.
template <class Byte>
[[nodiscard]] std::span<Byte> take_frame(std::span<Byte>& frames) noexcept {
  const std::span<Byte> first = frames.first(read_lead(frames.data()).bytes);
  frames = frames.subspan(first.size());
  return first;
}

}  // namespace sluice::journal
