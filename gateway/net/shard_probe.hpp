#pragma once

#include <string>

#include "gateway/telemetry/counter.hpp"

namespace sluice::net {

/// How long the turns of one shard's loop are. Written by the shard's thread only.
struct ShardProbe {
  std::string name;  ///< its number

  telemetry::Gauge longest_turn;  ///< processor time in nanoseconds
  telemetry::Counter long_turns;  ///< beyond long_turn
};

}  // namespace sluice::net
