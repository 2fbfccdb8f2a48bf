#pragma once

#include <optional>
#include <string>

#include "gateway/channels/probe/loss_reason.hpp"
#include "gateway/core/time.hpp"

namespace sluice::channels {

/// The end of a transport, or the reason why it never opened.
struct Closure {
  LossReason reason{};
  std::optional<int> code;  ///< of the close frame, or of the pusher:error that stood for it
  std::string detail;       ///< for the log
  std::optional<Duration> retry_after{};  ///< the pause that the server asked for
};

}  // namespace sluice::channels
