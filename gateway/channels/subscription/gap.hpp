#pragma once

#include <optional>
#include <string>

#include "gateway/channels/probe/loss_reason.hpp"
#include "gateway/core/time.hpp"

// A gap is an interval in which a wanted channel was not subscribed. Channels replays nothing, so
// the events of that interval are lost; the gateway can only report when it was.
namespace sluice::channels {

struct Gap {
  Moment from;
  GapReason reason;
  std::optional<LossReason> loss{};  ///< of the connection, where its loss is the reason
};

[[nodiscard]] Duration length(const Gap& gap, Moment to);

/// The data of the gap event: a JSON object.
[[nodiscard]] std::string gap_data(const Gap& gap, Moment to);

/// For the log: the duration and the reason.
[[nodiscard]] std::string in_words(const Gap& gap, Moment to);

}  // namespace sluice::channels
