#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "gateway/core/event.hpp"
#include "gateway/relay/format.hpp"
#include "gateway/relay/template.hpp"

namespace sluice::relay {

/// Some of the event kinds.
class KindSet {
 public:
  constexpr KindSet() = default;
  constexpr KindSet(std::initializer_list<EventKind> kinds) noexcept {
    for (const EventKind kind : kinds) add(kind);
  }
  [[nodiscard]] static constexpr KindSet all() noexcept {
    return {EventKind::message, EventKind::client, EventKind::presence};
  }

  constexpr void add(EventKind kind) noexcept {
    bits_ = static_cast<std::uint8_t>(bits_ | bit(kind));
  }
  [[nodiscard]] constexpr bool contains(EventKind kind) const noexcept {
    return (bits_ & bit(kind)) != 0;
  }

 private:
  [[nodiscard]] static constexpr unsigned bit(EventKind kind) noexcept {
    return 1U << static_cast<unsigned>(kind);
  }

  std::uint8_t bits_ = 0;
};

/// Whether one or every matching route takes an event.
enum class RouteMode : std::uint8_t { all, first };

/// A route as it is written, not yet checked.
struct RouteRule {
  std::string connection{};    ///< a connection's name; empty: any
  std::string channel_glob{};  ///< empty: any
  std::string event_glob{};    ///< empty: any
  KindSet kinds = KindSet::all();
  std::size_t sink{};  ///< index into the shard's outboxes
  std::string topic{};
  std::string key = "{channel}";  ///< empty: records have no key
  Format format = Format::raw;
  bool allow_unconfined_topic = false;  ///< lets peers choose the topic from its first character
};

/// A route as it is used: checked, templates compiled. Immutable.
struct Route {
  std::string connection;
  std::string channel_glob;
  std::string event_glob;  ///< empty: any event, nothing to compare
  KindSet kinds;
  std::size_t sink{};
  Template topic;
  Template key;
  Format format{};
};

}  // namespace sluice::relay
