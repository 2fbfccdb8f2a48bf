#pragma once

#include <cstddef>
#include <cstring>
#include <string>

#include "gateway/journal/segment.hpp"

namespace sluice::app {

/// A segment as a newer program would write it: whole, but of another version.
inline std::string newer_segment() {
  const auto bytes = journal::encode({.number = 1, .salt = 1, .first_sequence = 1});
  std::string text(bytes.begin(), bytes.end());
  for (const std::size_t copy : {std::size_t{0}, journal::segment_head_bytes / 2}) {
    journal::Stamp stamp{};
    std::memcpy(&stamp, text.data() + copy, sizeof(stamp));
    stamp.version = journal::format_version + 1;
    std::memcpy(text.data() + copy, &stamp, sizeof(stamp));
    stamp.checksum = journal::stamp_checksum(text.data() + copy, stamp.bytes);
    std::memcpy(text.data() + copy, &stamp, sizeof(stamp));
  }
  return text;
}

}  // namespace sluice::app
