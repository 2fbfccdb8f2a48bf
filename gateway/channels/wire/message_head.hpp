#pragma once

#include <string>
#include <string_view>

namespace sluice::channels {

/// The names at the beginning of a protocol 7 message; empty when they are not in that part.
struct MessageHead {
  std::string event{};
  std::string channel{};
};

/// Reads the complete fields at the front of a message that is cut off at any place.
[[nodiscard]] MessageHead read_message_head(std::string_view head);

}  // namespace sluice::channels
