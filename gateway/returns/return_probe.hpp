#pragma once

#include <array>
#include <string>

#include "gateway/core/return_event.hpp"
#include "gateway/telemetry/counter.hpp"

namespace sluice::returns {

/// What one return counts. Written by the thread of its source's shard only.
struct ReturnProbe {
  std::string name;

  telemetry::Counter received;      ///< messages it took
  telemetry::Counter sent;          ///< events published
  telemetry::Counter retries;       ///< events sent once more, after a refusal or a lost connection
  telemetry::Counter throttled_ms;  ///< time that events waited for nothing but the rate limit
  std::array<telemetry::Counter, enum_count<ReturnLoss>> dropped;
  std::array<telemetry::Counter, enum_count<ReturnLoss>> dead_lettered;
  telemetry::Gauge pending;      ///< messages taken that have no outcome yet
  telemetry::Histogram seconds;  ///< arrival of the message to its outcome
};

}  // namespace sluice::returns
