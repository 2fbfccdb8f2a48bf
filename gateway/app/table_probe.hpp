#pragma once

#include <string>

#include "gateway/telemetry/counter.hpp"

namespace sluice::app {

/// The counts of one sink's tables on one shard. Written by the shard's thread only.
struct TableProbe {
  std::string name;  ///< of the sink

  telemetry::Gauge unread;          ///< 1 until the rows of the tables were read, where it has some
  telemetry::Counter rows_removed;  ///< of members who had left before the start
};

}  // namespace sluice::app
