#pragma once

#include <optional>
#include <string>

#include "gateway/core/time.hpp"
#include "gateway/telemetry/probes.hpp"

// A gap is an interval in which a wanted channel was not subscribed. Channels replays nothing, so
// what was published in it is lost; all that can be done is to say when that was.
namespace sluice::channels {

struct Gap {
  Moment from;
  telemetry::GapReason reason;
  std::optional<telemetry::LossReason> loss{};  ///< of the connection, where that is the reason
};

[[nodiscard]] Duration length(const Gap& gap, Moment to);

/// The data of the event that tells of it: a JSON object.
[[nodiscard]] std::string gap_data(const Gap& gap, Moment to);

/// For the log: how long, and why.
[[nodiscard]] std::string in_words(const Gap& gap, Moment to);

}  // namespace sluice::channels
