#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/delivery.hpp"
#include "gateway/core/event.hpp"
#include "gateway/relay/cloud_event.hpp"
#include "gateway/relay/event_template.hpp"
#include "gateway/relay/format.hpp"

namespace sluice::relay {

/// Some of the event kinds.
class KindSet {
 public:
  constexpr KindSet() = default;
  constexpr KindSet(std::initializer_list<EventKind> kinds) noexcept {
    for (const EventKind kind : kinds) add(kind);
  }
  /// What a route takes that names no kind: what somebody sent, and members who come and go. What
  /// tells of the connection itself has to be asked for.
  [[nodiscard]] static constexpr KindSet usual() noexcept {
    return {EventKind::message, EventKind::client, EventKind::user, EventKind::presence_joined,
            EventKind::presence_left};
  }

  /// Members who come and go.
  [[nodiscard]] static constexpr KindSet members() noexcept {
    return {EventKind::presence_joined, EventKind::presence_left};
  }

  constexpr void add(EventKind kind) noexcept {
    bits_ = static_cast<std::uint16_t>(bits_ | bit(kind));
  }
  constexpr void add(KindSet kinds) noexcept {
    bits_ = static_cast<std::uint16_t>(bits_ | kinds.bits_);
  }
  [[nodiscard]] constexpr bool contains(EventKind kind) const noexcept {
    return (bits_ & bit(kind)) != 0;
  }
  constexpr bool operator==(const KindSet&) const noexcept = default;

 private:
  [[nodiscard]] static constexpr unsigned bit(EventKind kind) noexcept {
    return 1U << static_cast<unsigned>(kind);
  }

  std::uint16_t bits_ = 0;
};

/// Whether one or every matching route takes an event.
enum class RouteMode : std::uint8_t { all, first };

/// A header of a route's records; `value` is a template.
struct HeaderRule {
  std::string name;
  std::string value;
};

/// A route as it is written, not yet checked.
struct RouteRule {
  std::string connection{};    ///< a connection's name; empty: any
  std::string channel_glob{};  ///< empty: any
  std::string event_glob{};    ///< empty: any
  KindSet kinds = KindSet::usual();
  std::size_t sink{};  ///< index into the shard's outboxes
  std::string topic{};
  std::string key = "{channel}";  ///< empty: records have no key
  std::vector<HeaderRule> headers{};
  std::string origin{};  ///< the value of origin_header; empty: records do not have it
  Format format = Format::raw;
  std::string cloud_event_source = "/connections/{connection}";  ///< template
  std::string cloud_event_type = "sluice.{kind}";                ///< template
  /// What the sink puts before attributes that are headers. Nothing: its records carry no headers.
  std::optional<std::string> header_prefix = std::string{};
  bool table = false;                         ///< who joins is an upsert, who leaves a removal
  StateName state_name = StateName::key;      ///< what names a table's row at the sink
  Values topic_values = Values::as_they_are;  ///< as the sink's topics want them
  bool allow_unconfined_topic = false;  ///< lets peers choose the topic from its first character
};

/// A header as it is rendered.
struct RouteHeader {
  std::string name;
  EventTemplate value;
};

/// A route as it is used: checked, templates compiled. Immutable.
struct Route {
  std::string connection;
  std::string channel_glob;
  std::string event_glob;  ///< empty: any event, nothing to compare
  KindSet kinds;
  std::size_t sink{};
  EventTemplate topic;
  EventTemplate key;
  std::vector<RouteHeader> headers;
  Format format{};
  CloudEventRule cloud_event;
  bool table{};
};

}  // namespace sluice::relay
