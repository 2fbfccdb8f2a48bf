#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>

#include "gateway/journal/crc32c.hpp"

namespace sluice::journal {

/// The format that this program writes, and the newest that it can read.
inline constexpr std::uint32_t format_version = 1;

/// The start of each header, in every present and future format: its kind, its format, and a
/// checksum over all following bytes up to `bytes`. Even a program that does not know the format
/// can thus check that the header is complete.
struct Stamp {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t checksum;
  std::uint32_t bytes;  ///< of the whole header, with this stamp
  std::uint32_t reserved;
};
static_assert(sizeof(Stamp) == 24);

using Magic = std::array<char, 8>;

enum class Header : std::uint8_t {
  absent,   ///< only zeros, or no bytes at all
  good,     ///< of a format that this program knows
  newer,    ///< complete, of a newer format
  damaged,  ///< none of these
};

/// Sums all bytes from the version on, except for the sum itself.
[[nodiscard]] inline std::uint32_t stamp_checksum(const char* header,
                                                  std::uint32_t bytes) noexcept {
  std::uint32_t sum = crc32c(0, header + offsetof(Stamp, version), sizeof(Stamp::version));
  return crc32c(sum, header + offsetof(Stamp, bytes), bytes - offsetof(Stamp, bytes));
}

/// The format of a header that is good or newer.
[[nodiscard]] inline std::uint32_t stamp_version(std::span<const char> header) noexcept {
  Stamp stamp{};
  std::memcpy(&stamp, header.data(), sizeof(stamp));
  return stamp.version;
}

/// Writes the stamp at the start of a header; `header` begins with room for the stamp.
inline void write_stamp(std::span<char> header, const Magic& magic) noexcept {
  Stamp stamp{magic, format_version, 0, static_cast<std::uint32_t>(header.size()), 0};
  std::memcpy(header.data(), &stamp, sizeof(stamp));
  stamp.checksum = stamp_checksum(header.data(), stamp.bytes);
  std::memcpy(header.data(), &stamp, sizeof(stamp));
}

/// The state of the header at the beginning of these bytes; the header may end before them.
[[nodiscard]] inline Header read_stamp(std::span<const char> bytes, const Magic& magic) noexcept {
  bool blank = true;
  for (std::size_t i = 0; blank && i < bytes.size(); ++i) blank = bytes[i] == 0;
  if (blank) return Header::absent;
  Stamp stamp{};
  if (bytes.size() < sizeof(stamp)) return Header::damaged;
  std::memcpy(&stamp, bytes.data(), sizeof(stamp));
  if (stamp.magic != magic || stamp.bytes < sizeof(stamp) || stamp.bytes > bytes.size() ||
      stamp.checksum != stamp_checksum(bytes.data(), stamp.bytes)) {
    return Header::damaged;
  }
  return stamp.version > format_version ? Header::newer : Header::good;
}

}  // namespace sluice::journal
