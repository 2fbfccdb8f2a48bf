#pragma once

#include <array>
#include <string>

#include "gateway/channels/probe/auth_result.hpp"
#include "gateway/channels/probe/connection_state.hpp"
#include "gateway/channels/probe/loss_reason.hpp"
#include "gateway/channels/probe/undecryptable_reason.hpp"
#include "gateway/core/event.hpp"
#include "gateway/telemetry/counter.hpp"

namespace sluice::channels {

/// What one connection counts. Written by its shard's thread only.
struct ConnectionProbe {
  std::string name;

  std::array<telemetry::Gauge, enum_count<ConnectionState>> state;
  std::array<telemetry::Gauge, enum_count<SubscriptionState>> subscriptions;
  std::array<telemetry::Gauge, enum_count<SigninState>> signin;
  std::array<telemetry::Counter, enum_count<LossReason>> losses;
  std::array<telemetry::Counter, enum_count<EventKind>>
      events;  ///< received; none that are the gateway's own
  std::array<telemetry::Counter, enum_count<GapReason>> gaps;      ///< those that are over
  telemetry::Counter gap_ms;                                       ///< how long these were
  std::array<telemetry::Counter, enum_count<EventKind>> unrouted;  ///< events that no route matched
  telemetry::Counter malformed_frames;  ///< text frames that are not a protocol 7 message
  telemetry::Counter ignored_frames;    ///< binary frames, events for unknown channels, no news
  telemetry::Counter server_errors;     ///< pusher:error events
  telemetry::Counter received_bytes;
  std::array<telemetry::Counter, enum_count<AuthResult>> auth;
  telemetry::Histogram auth_seconds;
  telemetry::Gauge presence_members;
  telemetry::Gauge
      presence_incomplete;  ///< subscribed presence channels not all of whose members are known
  telemetry::Counter oversized_messages;  ///< WebSocket messages larger than max_message, skipped
  std::array<telemetry::Counter, enum_count<UndecryptableReason>> undecryptable;

  void enter(ConnectionState now) noexcept;
  /// Between one session that counts here and the next: what is no more is not shown any more.
  void clear_gauges() noexcept;
};

}  // namespace sluice::channels
