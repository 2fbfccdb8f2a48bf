#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

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

/// Whether servers keep a channel's last event, and give it to whoever subscribes.
[[nodiscard]] constexpr bool is_cache_channel(std::string_view name) noexcept {
  for (const std::string_view prefix : {"private-encrypted-", "private-", "presence-"}) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(prefix.size());
    break;
  }
  return name.starts_with("cache-");
}

/// Bytes of a channel's or an event's name that some server takes.
inline constexpr std::size_t name_bytes_max = 200;

/// Bytes of a channel's name that Pusher takes; whoever runs a server can raise it.
inline constexpr std::size_t pusher_channel_bytes_max = 164;

/// Whether the text has only such characters as servers take in a channel's name.
[[nodiscard]] constexpr bool has_channel_characters(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') ||
           std::string_view{"-_=@,.;"}.find(c) != std::string_view::npos;
  });
}

/// What the name of the channel begins with on which a server sends to one user; the user's id
/// follows. No channel of a configuration begins so.
inline constexpr std::string_view user_channel_prefix = "#server-to-user-";

/// What a client event's name begins with.
inline constexpr std::string_view client_prefix = "client-";

/// Whether an event of this name is the protocol's own.
[[nodiscard]] constexpr bool is_protocol_event(std::string_view name) noexcept {
  return name.starts_with("pusher:") || name.starts_with("pusher_internal:");
}

}  // namespace sluice
