#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "gateway/core/enum.hpp"
#include "gateway/core/headers.hpp"
#include "gateway/core/time.hpp"

namespace sluice {

/// The header that marks a record as written by this gateway; its value is the configuration's
/// `origin`.
inline constexpr std::string_view origin_header = "sluice-origin";

/// The type of a payload, for brokers that carry one: Kafka has a header for it, MQTT 5 a property.
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

/// The effect of a record on a state that its broker keeps.
enum class Change : std::uint8_t {
  append,  ///< none: it is one of many
  upsert,  ///< replaces the previous one
  remove,  ///< ends the state; there is no payload
};

/// The name of that state, for one kind of broker.
enum class StateName : std::uint8_t { key, topic };

/// What becomes of a record that its broker rejects. Every value without a name stands for one
/// dead-letter topic; it is the same in each process (relay::mark_of).
enum class DeadLetterMark : std::uint32_t {
  none,       ///< it is counted
  is_letter,  ///< the same: a dead letter gets no dead letter
};

/// The facts of a record besides its bytes.
struct RecordFacts {
  /// The arrival of the event: the time of the record, where brokers keep one.
  WallTime received_at{};
  ContentType content_type = ContentType::unstated;
  Change change = Change::append;
  DeadLetterMark dead_letter = DeadLetterMark::none;
};

/// The result of a route and an event. Every view is borrowed from the outbox and stays valid until
/// the sink has reported on the record, or has lost it (DeliveryListener::on_lost).
struct Record {
  std::string_view topic;
  std::string_view key;
  std::string_view payload;
  Headers headers;
  RecordFacts facts{};
};

/// Names one record while the outbox holds it; no number is used again. Sinks carry it opaquely; it
/// fits the `void*` slot of every broker client.
struct Ticket {
  std::uint64_t sequence{};
};
static_assert(sizeof(Ticket) == sizeof(void*));

/// The end of a record.
enum class Outcome : std::uint8_t {
  delivered,      ///< the broker has stored it
  rejected,       ///< the broker will never take it
  dead_lettered,  ///< the same, but an outbox has its dead letter
  unavailable,    ///< given up at shutdown; the broker may or may not have it
  kept,           ///< the same, but the journal has it, and the next start sends it
};

[[nodiscard]] constexpr std::string_view to_string(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::delivered:
      return "delivered";
    case Outcome::rejected:
      return "rejected";
    case Outcome::dead_lettered:
      return "dead_lettered";
    case Outcome::unavailable:
      return "unavailable";
    case Outcome::kept:
      return "kept";
  }
  return {};
}

/// The reason why a broker will never take a record, for programs. The codes are few; their names
/// never change.
enum class RejectionCode : std::uint8_t {
  invalid_topic,   ///< the protocol or the broker's rules forbid the topic
  invalid_text,    ///< the protocol forbids a character or a length in key, header or payload
  too_large,       ///< larger than the protocol or the broker allows
  unknown_topic,   ///< the topic does not exist, and nobody created it while the sink waited
  not_authorized,  ///< the broker does not let this user write there
  expired,         ///< a limit that the operator set has passed
  refused,         ///< another reason of the broker
  poisonous,       ///< the client was lost repeatedly with this record, at last with it alone
};

[[nodiscard]] constexpr std::string_view to_string(RejectionCode code) noexcept {
  switch (code) {
    case RejectionCode::invalid_topic:
      return "invalid_topic";
    case RejectionCode::invalid_text:
      return "invalid_text";
    case RejectionCode::too_large:
      return "too_large";
    case RejectionCode::unknown_topic:
      return "unknown_topic";
    case RejectionCode::not_authorized:
      return "not_authorized";
    case RejectionCode::expired:
      return "expired";
    case RejectionCode::refused:
      return "refused";
    case RejectionCode::poisonous:
      return "poisonous";
  }
  return {};
}

/// The reason why a broker will never take a record. `text` is for people: the words of the broker
/// or the library, one of few for each code, so that a log can group by it. It contains nothing of
/// the record. Borrowed; each use defines its lifetime.
struct Rejection {
  RejectionCode code = RejectionCode::refused;
  std::string_view text{};
};

/// Records that a sink keeps in order, and that one obstacle delays together: those of one
/// partition, for instance.
struct Lane {
  std::uint64_t id{};
};

/// Whether the sink took the record, and if not, why. The text of a rejection is never freed.
struct Admission {
  enum Answer : std::uint8_t {
    accepted,   ///< on_delivered, on_rejected or on_lost will follow
    full,       ///< nothing was kept; try again after on_sink_ready
    lane_full,  ///< nothing was kept; the record and its successors in the lane wait for
                ///< on_lane_ready
    rejected,   ///< nothing was kept; this record can never be sent
  };

  // Implicit, so that a sink can return any of the three.
  constexpr Admission(Answer given) noexcept : answer(given) {}
  constexpr Admission(const Rejection& why) noexcept : answer(rejected), rejection(why) {}
  constexpr Admission(Lane busy) noexcept : answer(lane_full), lane(busy) {}

  Answer answer;
  Rejection rejection{};  ///< where the answer is `rejected`
  Lane lane{};            ///< where the answer is `lane_full`

  friend constexpr bool operator==(const Admission& admission, Answer other) noexcept {
    return admission.answer == other;
  }
};

}  // namespace sluice
