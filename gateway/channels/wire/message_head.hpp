#pragma once

#include <string>
#include <string_view>

namespace sluice::channels {

/// What the beginning of a protocol 7 message names; empty where it stands further behind.
struct MessageHead {
  std::string event{};
  std::string channel{};
};

/// Reads the whole fields at the front of a message that is cut off anywhere.
[[nodiscard]] MessageHead read_message_head(std::string_view head);

}  // namespace sluice::channels
