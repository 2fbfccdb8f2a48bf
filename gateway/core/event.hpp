#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/core/time.hpp"

namespace sluice {

/// What sort of thing happened on a channel; routes choose by it.
enum class EventKind : std::uint8_t {
  message,   ///< published by a server through the HTTP API
  client,    ///< sent by another client: its name starts with `client-`
  presence,  ///< a member joined or left: `pusher:member_added`, `pusher:member_removed`
};
inline constexpr std::size_t event_kinds = 3;

[[nodiscard]] constexpr std::string_view to_string(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::message:
      return "message";
    case EventKind::client:
      return "client";
    case EventKind::presence:
      return "presence";
  }
  return {};
}

/// One event as it arrived. Every view is borrowed from the frame and dies with it.
struct Event {
  EventKind kind{};
  std::string_view connection;
  std::string_view channel;
  std::string_view name;
  /// The JSON token of `data` exactly as sent: `"…"` still escaped when a string, its JSON text
  /// when anything else, empty when the field was absent.
  std::string_view data;
  /// The sender of a client event on a presence channel, or the member who joined or left.
  std::string_view user_id;
  WallTime received_at{};
  /// Counts up by one per event of a connection, from the start of the process.
  std::uint64_t sequence{};
};

}  // namespace sluice
