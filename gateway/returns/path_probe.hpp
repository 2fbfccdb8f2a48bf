#pragma once

#include <string>

#include "gateway/core/time.hpp"
#include "gateway/telemetry/counter.hpp"

namespace sluice::returns {

/// What the return path of one source counts. Written by the thread of its shard only.
struct PathProbe {
  std::string name;  ///< of the source

  telemetry::Gauge pending;  ///< messages received and not settled
  telemetry::Gauge blocked;  ///< 1 while the full outbox of its dead letters pauses the source
  telemetry::Gauge left;     ///< messages withdrawn at the stop before they were settled
  telemetry::Counter received;
  telemetry::Counter unmatched;  ///< messages that no return takes
  Time received_at = never;      ///< the last one; `never`: none. Of the shard's thread alone
};

}  // namespace sluice::returns
