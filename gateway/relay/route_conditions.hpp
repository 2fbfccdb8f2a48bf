#pragma once

#include <string_view>

#include "gateway/core/event.hpp"
#include "gateway/relay/route.hpp"
#include "gateway/text/glob.hpp"

// The conditions of a route but that on the channel (ChannelPatterns), each by itself: the router
// tests them, and an explanation names those that an event does not meet.
namespace sluice::relay {

[[nodiscard]] inline bool concerns(const Route& route, std::string_view connection) noexcept {
  return route.connection.empty() || route.connection == connection;
}

[[nodiscard]] inline bool takes_kind(const Route& route, EventKind kind) noexcept {
  return route.kinds.contains(kind);
}

[[nodiscard]] inline bool takes_name(const Route& route, std::string_view name) noexcept {
  return route.event_glob.empty() || text::glob_matches(route.event_glob, name);
}

/// Whether a route that takes the event makes no record of it: it is about our own member.
[[nodiscard]] inline bool leaves_out(const Route& route, const Event& event) noexcept {
  return event.own && !route.own_member;
}

}  // namespace sluice::relay
