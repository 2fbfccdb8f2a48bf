#pragma once

#include <string>

#include "gateway/telemetry/counter.hpp"

namespace sluice::net {

/// What one shard counts: how long the turns of its loop are, and how its connections change.
/// Written by the shard's thread only.
struct ShardProbe {
  std::string name;  ///< its number

  telemetry::Gauge longest_turn;  ///< processor time in nanoseconds
  telemetry::Counter long_turns;  ///< beyond long_turn

  telemetry::Counter taken_over;      ///< connections that changed and were taken over by new ones
  telemetry::Counter kept;            ///< connections whose change could not be taken over
  telemetry::Counter takeover_twins;  ///< events that the old and the new one brought
};

}  // namespace sluice::net
