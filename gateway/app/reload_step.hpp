#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace sluice::app {

/// Why parts of a step cannot be taken; empty when all were.
using Problems = std::vector<std::string>;
using Taken = std::function<void(Problems problems)>;

/// The steps by which a shard goes from one plan to the next. All shards take one before any takes
/// the one after it.
enum class ReloadStep : std::uint8_t {
  prepare,  ///< make the connections that are added, and begin nothing with them; may fail
  discard,  ///< after prepare: undo it
  follow,   ///< after prepare: routes and channels are as the next plan says, new connections and
            ///< new clients of sinks begin; sources that change or go leave their brokers
  retire,   ///< after follow: what is removed ends, connections that are replaced are taken over
  renew,    ///< after retire: sources that change or come begin
};

}  // namespace sluice::app
