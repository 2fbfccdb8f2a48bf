#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::channels {

/// What a channel's name says it is. Prefixes are case-sensitive: `Private-x` is public.
enum class ChannelType : std::uint8_t { open, authorized, encrypted, presence };

[[nodiscard]] constexpr ChannelType channel_type(std::string_view name) noexcept {
  if (name.starts_with("private-encrypted-")) return ChannelType::encrypted;
  if (name.starts_with("private-")) return ChannelType::authorized;
  if (name.starts_with("presence-")) return ChannelType::presence;
  return ChannelType::open;
}

[[nodiscard]] constexpr bool needs_auth(ChannelType type) noexcept {
  return type != ChannelType::open;
}

}  // namespace sluice::channels
