#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "gateway/core/time.hpp"

namespace sluice {

struct Header {
  std::string_view name;
  std::string_view value;
};

/// The header that marks a record as written by this gateway; its value is the configuration's
/// `origin`.
inline constexpr std::string_view origin_header = "sluice-origin";

/// What a payload is, where a record says so: Kafka has a header for it, MQTT 5 a property.
enum class ContentType : std::uint8_t { unstated, json, text, cloud_event };

[[nodiscard]] constexpr std::string_view to_string(ContentType type) noexcept {
  switch (type) {
    case ContentType::unstated:
      return {};
    case ContentType::json:
      return "application/json";
    case ContentType::text:
      return "text/plain; charset=utf-8";
    case ContentType::cloud_event:
      return "application/cloudevents+json; charset=utf-8";
  }
  return {};
}

/// What a record does to a state that its broker keeps.
enum class Change : std::uint8_t {
  append,  ///< nothing: it is one of many
  upsert,  ///< takes the place of the last
  remove,  ///< ends the state; there is no payload
};

/// What names that state, for one kind of broker.
enum class StateName : std::uint8_t { key, topic };

/// What is known of a record besides its bytes.
struct RecordFacts {
  /// When the event arrived: the time of the record, where brokers keep one.
  WallTime received_at{};
  ContentType content_type = ContentType::unstated;
  Change change = Change::append;
};

/// What a route made of one event. Every view is borrowed from the outbox and stays valid until the
/// record's outcome.
struct Record {
  std::string_view topic;
  std::string_view key;
  std::string_view payload;
  std::span<const Header> headers;
  RecordFacts facts{};
};

/// Names one submitted record, from submit until its outcome. Sinks carry it opaquely; it fits the
/// `void*` slot every broker client offers.
struct Ticket {
  std::uint64_t sequence{};
};
static_assert(sizeof(Ticket) == sizeof(void*));

/// What became of a record the sink had accepted.
enum class Outcome : std::uint8_t {
  delivered,    ///< the broker has it
  rejected,     ///< the broker will never take it
  unavailable,  ///< given up at shutdown; the broker may or may not have it
};
inline constexpr std::size_t outcomes = 3;

[[nodiscard]] constexpr std::string_view to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::delivered:
      return "delivered";
    case Outcome::rejected:
      return "rejected";
    case Outcome::unavailable:
      return "unavailable";
  }
  return {};
}

/// Whether the sink took the record. Only `accepted` is followed by an Outcome.
enum class Admission : std::uint8_t {
  accepted,
  full,      ///< try again after on_sink_ready
  rejected,  ///< this record can never be sent (too large, a topic the broker's rules forbid)
  closed,    ///< close() was called
};

}  // namespace sluice
