#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/core/enum.hpp"
#include "gateway/core/time.hpp"

namespace sluice {

/// The sort of an event; routes select by it.
enum class EventKind : std::uint8_t {
  message,             ///< published by a server through the HTTP API
  client,              ///< sent by another client: its name starts with `client-`
  user,                ///< sent by a server to the signed-in user of this connection
  presence_joined,     ///< a member came to a presence channel
  presence_left,       ///< a member left
  presence_snapshot,   ///< all members, as sent with a subscription
  subscription_count,  ///< the number of subscribers of a channel
  cache_miss,          ///< the server has no last event of a cache channel
  watchlist,           ///< a user on the watchlist went online or offline
  gap,                 ///< a wanted channel was not subscribed for a time that is over now
  connection,          ///< the connection was made or lost
  undecryptable,       ///< an event of an encrypted channel, unchanged
};

[[nodiscard]] constexpr std::string_view to_string(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::message:
      return "message";
    case EventKind::client:
      return "client";
    case EventKind::user:
      return "user";
    case EventKind::presence_joined:
      return "presence.joined";
    case EventKind::presence_left:
      return "presence.left";
    case EventKind::presence_snapshot:
      return "presence.snapshot";
    case EventKind::subscription_count:
      return "subscription_count";
    case EventKind::cache_miss:
      return "cache_miss";
    case EventKind::watchlist:
      return "watchlist";
    case EventKind::gap:
      return "gap";
    case EventKind::connection:
      return "connection";
    case EventKind::undecryptable:
      return "undecryptable";
  }
  return {};
}

/// Whether the gateway itself makes such events, to report its state: no server sends them.
[[nodiscard]] constexpr bool is_notice(EventKind kind) noexcept {
  return kind == EventKind::gap || kind == EventKind::connection;
}

/// One event as it arrived. Every view is borrowed, usually from the frame, and is valid as long as
/// it.
struct Event {
  EventKind kind{};
  std::string_view connection{};
  std::string_view channel{};  ///< empty when the event concerns no channel
  std::string_view name{};
  /// The JSON token of `data` exactly as sent: `"…"` with its escapes for a string, the JSON text
  /// for any other value, empty when the field was absent.
  std::string_view data{};
  /// The sender of a client event on a presence channel, the member who joined or left, or the user
  /// to whom an event was sent.
  std::string_view user_id{};
  WallTime received_at{};
  /// Grows by one with each event of a connection that is relayed, from the start of the process.
  std::uint64_t sequence{};
  /// A cache channel's last event, sent again because we subscribed (a guess: see CacheReplay).
  bool replayed = false;
  /// Whether the event is about this gateway's own member of a presence channel.
  bool own = false;
};

}  // namespace sluice
