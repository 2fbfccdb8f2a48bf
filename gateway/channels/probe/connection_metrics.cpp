#include "gateway/channels/probe/connection_metrics.hpp"

#include "gateway/telemetry/probe_series.hpp"

namespace sluice::channels {
namespace {

using telemetry::sums;
using telemetry::sums_by;
using telemetry::times;

constexpr auto counter = telemetry::MetricType::counter;
constexpr auto gauge = telemetry::MetricType::gauge;
constexpr auto histogram = telemetry::MetricType::histogram;
using C = ConnectionProbe;

}  // namespace

telemetry::Metrics connection_metrics(const std::list<ConnectionProbe>& probes) {
  return {
      {"sluice_connection_state",
       "1 for the state the connection is in, 0 for the others.",
       gauge,
       {"connection", "state"},
       sums_by<&C::state, ConnectionState>(probes)},
      {"sluice_subscriptions",
       "Wanted channels by the state of their subscription.",
       gauge,
       {"connection", "state"},
       sums_by<&C::subscriptions, SubscriptionState>(probes)},
      {"sluice_signin_state",
       "1 for how far the connection's user is signed in, 0 for the others.",
       gauge,
       {"connection", "state"},
       sums_by<&C::signin, SigninState>(probes)},
      {"sluice_connection_losses_total",
       "Times a connection was lost or could not be made.",
       counter,
       {"connection", "reason"},
       sums_by<&C::losses, LossReason>(probes)},
      {"sluice_gaps_total",
       "Times a wanted channel was not subscribed and then was, by what it was put down to.",
       counter,
       {"connection", "reason"},
       sums_by<&C::gaps, GapReason>(probes)},
      {"sluice_gap_seconds_total",
       "How long these channels were not subscribed, together.",
       counter,
       {"connection"},
       sums<&C::gap_ms>(probes, 1000)},
      {"sluice_events_received_total",
       "Events received on subscribed channels.",
       counter,
       {"connection", "kind"},
       sums_by<&C::events, EventKind>(probes)},
      {"sluice_events_unrouted_total",
       "Events that no route matched.",
       counter,
       {"connection", "kind"},
       sums_by<&C::unrouted, EventKind>(probes)},
      {"sluice_frames_malformed_total",
       "Text frames that are not a protocol 7 message.",
       counter,
       {"connection"},
       sums<&C::malformed_frames>(probes)},
      {"sluice_messages_oversized_total",
       "WebSocket messages larger than `max_message`, which were skipped.",
       counter,
       {"connection"},
       sums<&C::oversized_messages>(probes)},
      {"sluice_frames_ignored_total",
       "Messages with nothing to relay: binary, of no channel that is subscribed, or without news.",
       counter,
       {"connection"},
       sums<&C::ignored_frames>(probes)},
      {"sluice_server_errors_total",
       "pusher:error events from the server.",
       counter,
       {"connection"},
       sums<&C::server_errors>(probes)},
      {"sluice_received_bytes_total",
       "Bytes read from the WebSocket, framing included.",
       counter,
       {"connection"},
       sums<&C::received_bytes>(probes)},
      {"sluice_auth_requests_total",
       "Authorisations of channels and users by how they ended.",
       counter,
       {"connection", "result"},
       sums_by<&C::auth, AuthResult>(probes)},
      {"sluice_auth_seconds",
       "Time from asking for an authorisation to its answer.",
       histogram,
       {"connection"},
       times<&C::auth_seconds>(probes)},
      {"sluice_presence_members",
       "Members of the presence channels subscribed to.",
       gauge,
       {"connection"},
       sums<&C::presence_members>(probes)},
      {"sluice_presence_channels_incomplete",
       "Presence channels subscribed to of which not all members are known.",
       gauge,
       {"connection"},
       sums<&C::presence_incomplete>(probes)},
      {"sluice_undecryptable_total",
       "Events of encrypted channels that were not opened.",
       counter,
       {"connection", "reason"},
       sums_by<&C::undecryptable, UndecryptableReason>(probes)},
  };
}

}  // namespace sluice::channels
