#pragma once

#include <string>

#include "gateway/core/time.hpp"
#include "gateway/telemetry/counter.hpp"

namespace sluice::connectors {

/// What went wrong last, in words that name the host or the topic, and nothing secret. The text may
/// be a peer's.
struct LastError {
  std::string text;  ///< empty: nothing did
  Time at{};
};

/// What every client of a broker tells. Written by its shard's thread only.
struct BrokerProbe {
  std::string name;  ///< of the sink or source

  telemetry::Gauge up;        ///< 1 while the broker is reachable
  telemetry::Counter errors;  ///< errors the client library reported
  // For the status; of the shard's thread alone.
  Time up_changed_at = never;  ///< `never`: not since the start
  LastError last_error;

  void set_up(bool now_up, Time now) noexcept {
    if ((up.value() == 1) == now_up) return;
    up.set(now_up ? 1 : 0);
    up_changed_at = now;
  }
};

/// What one shard's instance of a sink counts.
struct SinkProbe : BrokerProbe {};

/// What one source counts.
struct SourceProbe : BrokerProbe {
  telemetry::Gauge paused;   ///< 1 while it is asked for no more messages
  telemetry::Gauge lag{-1};  ///< messages the broker has and has not given us yet; -1: not known
};

}  // namespace sluice::connectors
