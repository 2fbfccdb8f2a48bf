#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>

#include "gateway/journal/crc32c.hpp"

namespace sluice::journal {

/// The format that this program writes and the newest that it reads.
inline constexpr std::uint32_t format_version = 1;

/// What each header begins with, in every format there will be: what it is, its format, and a sum
/// over all that follows up to `bytes`. So even a program that does not know a format can see that
/// it is whole.
struct Stamp {
  std::array<char, 8> magic;
  std::uint32_t version;
  std::uint32_t checksum;
  std::uint32_t bytes;  ///< of the whole header, this included
  std::uint32_t reserved;
};
static_assert(sizeof(Stamp) == 24);

using Magic = std::array<char, 8>;

enum class Header : std::uint8_t {
  absent,   ///< nothing but zeros, or no bytes at all
  good,     ///< of a format that this program knows
  newer,    ///< whole, of a newer format
  damaged,  ///< none of these
};

/// Sums from the version on, but for the sum itself.
[[nodiscard]] inline std::uint32_t stamp_checksum(const char* header,
                                                  std::uint32_t bytes) noexcept {
  std::uint32_t sum = crc32c(0, header + offsetof(Stamp, version), sizeof(Stamp::version));
  return crc32c(sum, header + offsetof(Stamp, bytes), bytes - offsetof(Stamp, bytes));
}

/// Stamps the header that stands in these bytes, behind room for the stamp.
inline void write_stamp(std::span<char> header, const Magic& magic) noexcept {
  Stamp stamp{magic, format_version, 0, static_cast<std::uint32_t>(header.size()), 0};
  std::memcpy(header.data(), &stamp, sizeof(stamp));
  stamp.checksum = stamp_checksum(header.data(), stamp.bytes);
  std::memcpy(header.data(), &stamp, sizeof(stamp));
}

/// What stands at the beginning of these bytes, of which a header may take all.
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
