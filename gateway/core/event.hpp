#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/core/enum.hpp"
#include "gateway/core/time.hpp"

namespace sluice {

/// What sort of thing happened on a channel; routes choose by it.
enum class EventKind : std::uint8_t {
  message,             ///< published by a server through the HTTP API
  client,              ///< sent by another client: its name starts with `client-`
  user,                ///< sent by a server to the user this connection is signed in as
  presence_joined,     ///< a member came to a presence channel
  presence_left,       ///< a member went
  presence_snapshot,   ///< all members, as told with a subscription
  subscription_count,  ///< how many have subscribed to a channel
  cache_miss,          ///< a cache channel has no last event to give
  watchlist,           ///< a user on the watchlist went online or offline
  gap,                 ///< a wanted channel was not subscribed for a time that is over now
  connection,          ///< the connection came about or was lost
  undecryptable,       ///< an event of an encrypted channel, as it came
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

/// Whether the gateway itself makes such events, to tell how it fares: no server sends them.
[[nodiscard]] constexpr bool is_notice(EventKind kind) noexcept {
  return kind == EventKind::gap || kind == EventKind::connection;
}

/// One event as it arrived. Every view is borrowed, from the frame as a rule, and dies with it.
struct Event {
  EventKind kind{};
  std::string_view connection{};
  std::string_view channel{};  ///< empty when it is about no channel
  std::string_view name{};
  /// The JSON token of `data` exactly as sent: `"…"` still escaped when a string, its JSON text
  /// when anything else, empty when the field was absent.
  std::string_view data{};
  /// The sender of a client event on a presence channel, the member who joined or left, or the user
  /// to whom an event was sent.
  std::string_view user_id{};
  WallTime received_at{};
  /// Counts up by one per event of a connection, from the start of the process.
  std::uint64_t sequence{};
  /// A cache channel's last event, sent again because we subscribed (as far as can be told).
  bool replayed = false;
};

}  // namespace sluice
