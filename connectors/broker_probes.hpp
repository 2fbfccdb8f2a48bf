#pragma once

#include <string>

#include "gateway/telemetry/counter.hpp"

namespace sluice::connectors {

/// What one shard's instance of a sink counts. Written by the shard's thread only.
struct SinkProbe {
  std::string name;

  telemetry::Gauge up;        ///< 1 while the broker is reachable
  telemetry::Counter errors;  ///< errors the client library reported
  std::string last_error;     ///< the last of them, for the status; the shard's thread only
};

/// What one source counts. Written by its shard's thread only.
struct SourceProbe {
  std::string name;

  telemetry::Gauge up;        ///< 1 while the broker is reachable
  telemetry::Gauge paused;    ///< 1 while it is asked for no more messages
  telemetry::Gauge lag{-1};   ///< messages the broker has and has not given us yet; -1: not known
  telemetry::Counter errors;  ///< errors the client library reported
};

}  // namespace sluice::connectors
