#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "gateway/core/delivery.hpp"
#include "gateway/core/event.hpp"
#include "gateway/core/return_event.hpp"
#include "gateway/telemetry/counter.hpp"

namespace sluice::telemetry {

/// Where a connection stands; exported as one gauge per state of which exactly one is 1.
enum class ConnectionState : std::uint8_t { connecting, connected, waiting, failed, stopped };
inline constexpr std::size_t connection_states = 5;
[[nodiscard]] std::string_view to_string(ConnectionState state) noexcept;

/// Where a subscription stands.
enum class SubscriptionState : std::uint8_t {
  waiting,
  authorizing,
  subscribing,
  subscribed,
  failed
};
inline constexpr std::size_t subscription_states = 5;
[[nodiscard]] std::string_view to_string(SubscriptionState state) noexcept;

/// Whether, and how far, a connection has signed a user in; exported as the connection's state is.
enum class SigninState : std::uint8_t {
  off,      ///< no user is configured
  waiting,  ///< for a socket, or for the next try
  authorizing,
  sent,  ///< the server's answer is awaited
  signed_in,
  failed
};
inline constexpr std::size_t signin_states = 6;
[[nodiscard]] std::string_view to_string(SigninState state) noexcept;

/// Why a connection was lost or could not be made; bounded, so that it can label a metric.
enum class LossReason : std::uint8_t {
  dial_failed,        ///< resolve, TCP, TLS or HTTP upgrade
  handshake_timeout,  ///< no connection_established in time
  pong_timeout,       ///< silent for activity_timeout and then pong_timeout
  refused,            ///< 4000-4099, or pusher:error instead of connection_established
  server_backoff,     ///< 4100-4199
  server_immediate,   ///< 4200-4299
  closed,             ///< any other closure code, or none
  protocol,           ///< a frame that breaks RFC 6455
  transport,          ///< a socket or TLS error
};
inline constexpr std::size_t loss_reasons = 9;
[[nodiscard]] std::string_view to_string(LossReason reason) noexcept;

/// Why a wanted channel was not subscribed for some time; bounded, so that it can label a metric.
enum class GapReason : std::uint8_t {
  start,             ///< it was not wanted before
  connection_lost,   ///< LossReason says why
  not_authorized,    ///< the endpoint refused, or had no answer
  rejected,          ///< by the server
  not_acknowledged,  ///< the server did not answer
};
inline constexpr std::size_t gap_reasons = 5;
[[nodiscard]] std::string_view to_string(GapReason reason) noexcept;

/// How one authorisation ended.
enum class AuthResult : std::uint8_t {
  granted,
  denied,     ///< 401, 403 and other permanent answers
  transient,  ///< network, timeout, 408, 425, 429, 5xx
  malformed,  ///< 2xx with something that is not an authorisation
  stale,      ///< an answer for a socket or generation that is no longer current
};
inline constexpr std::size_t auth_results = 5;
[[nodiscard]] std::string_view to_string(AuthResult result) noexcept;

/// Why an event of an encrypted channel could not be opened.
enum class UndecryptableReason : std::uint8_t {
  malformed,        ///< not the nonce and ciphertext that it should be
  wrong_key,        ///< neither the key we have nor one that was asked for opens it
  no_key,           ///< the key we have does not open it, and another was not to be had
  queue_full,       ///< the same, and too many events waited for another key
  connection_lost,  ///< the same, and the connection was lost meanwhile
  not_text,         ///< it was opened, but what is inside is not UTF-8
};
inline constexpr std::size_t undecryptable_reasons = 6;
[[nodiscard]] std::string_view to_string(UndecryptableReason reason) noexcept;

/// Why a record was given up before any sink had it.
enum class DropReason : std::uint8_t {
  outbox_full_oldest,  ///< policy drop_oldest made room with it
  outbox_full_newest,  ///< policy drop_newest refused it
  unformattable,       ///< its data or topic could not be made (bad JSON escape, empty topic level)
  too_large,           ///< larger than the outbox
};
inline constexpr std::size_t drop_reasons = 4;
[[nodiscard]] std::string_view to_string(DropReason reason) noexcept;

/// What one connection counts. Written by its shard's thread only.
struct ConnectionProbe {
  std::string connection;

  std::array<Gauge, connection_states> state;
  std::array<Gauge, subscription_states> subscriptions;
  std::array<Gauge, signin_states> signin;
  std::array<Counter, loss_reasons> losses;
  std::array<Counter, event_kinds> events;    ///< received; none that are the gateway's own
  std::array<Counter, gap_reasons> gaps;      ///< those that are over
  Counter gap_ms;                             ///< how long these were
  std::array<Counter, event_kinds> unrouted;  ///< events that no route matched
  Counter malformed_frames;                   ///< text frames that are not a protocol 7 message
  Counter ignored_frames;  ///< binary frames, events for unknown channels, no news
  Counter server_errors;   ///< pusher:error events
  Counter received_bytes;
  std::array<Counter, auth_results> auth;
  Histogram auth_seconds;
  Gauge presence_members;
  Gauge presence_incomplete;   ///< subscribed presence channels not all of whose members are known
  Counter oversized_messages;  ///< WebSocket messages larger than max_message, skipped
  std::array<Counter, undecryptable_reasons> undecryptable;

  void enter(ConnectionState now) noexcept;
};

/// What one shard's instance of a sink, and the outbox in front of it, count. Written by the
/// shard's thread only; the exporter sums the instances of one sink.
struct SinkProbe {
  std::string sink;

  std::array<Counter, outcomes> settled;
  std::array<Counter, drop_reasons> dropped;
  Counter offered;
  Gauge outbox_records;
  Gauge outbox_bytes;
  Gauge outbox_max_records;  ///< when it is full, by records
  Gauge outbox_max_bytes;    ///< and by bytes
  Gauge in_flight;
  Histogram delivery_seconds;  ///< offer to outcome
  Gauge up;                    ///< 1 while the broker is reachable
  Counter errors;              ///< errors the client library reported
};

/// What one source counts. Written by its shard's thread only.
struct SourceProbe {
  std::string source;

  Gauge up;       ///< 1 while the broker is reachable
  Gauge paused;   ///< 1 while it is asked for no more messages
  Gauge pending;  ///< messages received and not settled
  Gauge lag{-1};  ///< messages the broker has and has not given us yet; -1: not known
  Counter received;
  Counter unmatched;  ///< messages that no return takes
  Counter errors;     ///< errors the client library reported
};

/// What one return counts. Written by the thread of its source's shard only.
struct ReturnProbe {
  std::string name;

  Counter received;      ///< messages it took
  Counter sent;          ///< events published
  Counter retries;       ///< events sent once more, after a refusal or a lost connection
  Counter throttled_ms;  ///< time that events waited for nothing but the rate limit
  std::array<Counter, return_losses> dropped;
  std::array<Counter, return_losses> dead_lettered;
  Gauge pending;      ///< messages taken that have no outcome yet
  Histogram seconds;  ///< arrival of the message to its outcome
};

/// All probes of the process. Filled before the shards start; a deque, so that references stay
/// good.
struct Probes {
  std::deque<ConnectionProbe> connections;
  std::deque<SinkProbe> sinks;
  std::deque<SourceProbe> sources;
  std::deque<ReturnProbe> returns;
};

}  // namespace sluice::telemetry
