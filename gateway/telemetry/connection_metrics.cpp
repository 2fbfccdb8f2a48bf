#include "gateway/telemetry/connection_metrics.hpp"

namespace sluice::telemetry {
namespace {

constexpr auto counter = MetricType::counter;
constexpr auto gauge = MetricType::gauge;
constexpr auto histogram = MetricType::histogram;
using C = ConnectionProbe;

template <auto Member>
void per_connection(const Probes& probes, Series& series) {
  for (const auto& probe : probes.connections) {
    series.add({probe.connection}, static_cast<double>((probe.*Member).value()));
  }
}

template <auto Member>
void per_connection_time(const Probes& probes, Series& series) {
  for (const auto& probe : probes.connections) {
    HistogramSum sum;
    sum.add(probe.*Member);
    series.add({probe.connection}, sum);
  }
}

/// One series per value of Enum, which is the metric's second label.
template <auto Member, class Enum>
void per_connection_by(const Probes& probes, Series& series) {
  for (const auto& probe : probes.connections) {
    const auto& values = probe.*Member;
    for (std::size_t i = 0; i < values.size(); ++i) {
      series.add({probe.connection, to_string(static_cast<Enum>(i))},
                 static_cast<double>(values[i].value()));
    }
  }
}

void gap_seconds(const Probes& probes, Series& series) {
  for (const auto& probe : probes.connections) {
    series.add({probe.connection}, static_cast<double>(probe.gap_ms.value()) / 1000);
  }
}

}  // namespace

std::vector<Metric> connection_metrics() {
  return {
      {"sluice_connection_state",
       "1 for the state the connection is in, 0 for the others.",
       gauge,
       {"connection", "state"},
       per_connection_by<&C::state, ConnectionState>},
      {"sluice_subscriptions",
       "Wanted channels by the state of their subscription.",
       gauge,
       {"connection", "state"},
       per_connection_by<&C::subscriptions, SubscriptionState>},
      {"sluice_signin_state",
       "1 for how far the connection's user is signed in, 0 for the others.",
       gauge,
       {"connection", "state"},
       per_connection_by<&C::signin, SigninState>},
      {"sluice_connection_losses_total",
       "Times a connection was lost or could not be made.",
       counter,
       {"connection", "reason"},
       per_connection_by<&C::losses, LossReason>},
      {"sluice_gaps_total",
       "Times a wanted channel was not subscribed and then was, by what it was put down to.",
       counter,
       {"connection", "reason"},
       per_connection_by<&C::gaps, GapReason>},
      {"sluice_gap_seconds_total",
       "How long these channels were not subscribed, together.",
       counter,
       {"connection"},
       gap_seconds},
      {"sluice_events_received_total",
       "Events received on subscribed channels.",
       counter,
       {"connection", "kind"},
       per_connection_by<&C::events, EventKind>},
      {"sluice_events_unrouted_total",
       "Events that no route matched.",
       counter,
       {"connection", "kind"},
       per_connection_by<&C::unrouted, EventKind>},
      {"sluice_frames_malformed_total",
       "Text frames that are not a protocol 7 message.",
       counter,
       {"connection"},
       per_connection<&C::malformed_frames>},
      {"sluice_messages_oversized_total",
       "WebSocket messages larger than `max_message`, which were skipped.",
       counter,
       {"connection"},
       per_connection<&C::oversized_messages>},
      {"sluice_frames_ignored_total",
       "Messages with nothing to relay: binary, of no channel that is subscribed, or without news.",
       counter,
       {"connection"},
       per_connection<&C::ignored_frames>},
      {"sluice_server_errors_total",
       "pusher:error events from the server.",
       counter,
       {"connection"},
       per_connection<&C::server_errors>},
      {"sluice_received_bytes_total",
       "Bytes read from the WebSocket, framing included.",
       counter,
       {"connection"},
       per_connection<&C::received_bytes>},
      {"sluice_auth_requests_total",
       "Authorisations of channels and users by how they ended.",
       counter,
       {"connection", "result"},
       per_connection_by<&C::auth, AuthResult>},
      {"sluice_auth_seconds",
       "Time from asking for an authorisation to its answer.",
       histogram,
       {"connection"},
       per_connection_time<&C::auth_seconds>},
      {"sluice_presence_members",
       "Members of the presence channels subscribed to.",
       gauge,
       {"connection"},
       per_connection<&C::presence_members>},
      {"sluice_presence_channels_incomplete",
       "Presence channels subscribed to of which not all members are known.",
       gauge,
       {"connection"},
       per_connection<&C::presence_incomplete>},
      {"sluice_undecryptable_total",
       "Events of encrypted channels that were not opened.",
       counter,
       {"connection", "reason"},
       per_connection_by<&C::undecryptable, UndecryptableReason>},
  };
}

}  // namespace sluice::telemetry
