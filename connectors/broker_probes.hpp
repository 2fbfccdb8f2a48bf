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

/// What one shard's instance of a sink counts. Written by the shard's thread only.
struct SinkProbe {
  std::string name;

  telemetry::Gauge up;        ///< 1 while the broker is reachable
  telemetry::Counter errors;  ///< errors the client library reported
  LastError last_error;       ///< for the status; read by the shard's thread only
};

/// What one source counts. Written by its shard's thread only.
struct SourceProbe {
  std::string name;

  telemetry::Gauge up;        ///< 1 while the broker is reachable
  telemetry::Gauge paused;    ///< 1 while it is asked for no more messages
  telemetry::Gauge lag{-1};   ///< messages the broker has and has not given us yet; -1: not known
  telemetry::Counter errors;  ///< errors the client library reported
  LastError last_error;       ///< for the status; read by the shard's thread only
};

}  // namespace sluice::connectors
