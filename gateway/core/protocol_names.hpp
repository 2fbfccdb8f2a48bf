#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace sluice {

/// The type of a channel, which its name defines. Prefixes are case-sensitive: `Private-x` is
/// public.
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

/// Whether servers keep a channel's last event and send it to each new subscriber.
[[nodiscard]] constexpr bool is_cache_channel(std::string_view name) noexcept {
  for (const std::string_view prefix : {"private-encrypted-", "private-", "presence-"}) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(prefix.size());
    break;
  }
  return name.starts_with("cache-");
}

/// The longest name of a channel or an event, in bytes, that any server takes.
inline constexpr std::size_t name_bytes_max = 200;

/// The longest name of a channel, in bytes, that Pusher takes; operators of other servers can raise
/// it.
inline constexpr std::size_t pusher_channel_bytes_max = 164;

/// Whether the text has only the characters that servers allow in the name of a channel.
[[nodiscard]] constexpr bool has_channel_characters(std::string_view text) noexcept {
  return std::ranges::all_of(text, [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') ||
           std::string_view{"-_=@,.;"}.find(c) != std::string_view::npos;
  });
}

/// The prefix of the channel on which a server sends to one user; the user's id follows. No channel
/// of a configuration has this prefix.
inline constexpr std::string_view user_channel_prefix = "#server-to-user-";

/// The prefix of a client event's name.
inline constexpr std::string_view client_prefix = "client-";

/// Whether the protocol reserves this event name.
[[nodiscard]] constexpr bool is_protocol_event(std::string_view name) noexcept {
  return name.starts_with("pusher:") || name.starts_with("pusher_internal:");
}

}  // namespace sluice
