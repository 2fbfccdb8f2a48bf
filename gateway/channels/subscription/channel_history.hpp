#pragma once

#include <optional>

#include "gateway/channels/probe/auth_result.hpp"
#include "gateway/channels/subscription/gap.hpp"
#include "gateway/core/time.hpp"

namespace sluice::channels {

/// The last of each thing that happened to one channel, for people who ask why it is silent.
/// Nothing is decided by it.
struct ChannelHistory {
  struct Authorization {
    AuthResult result{};
    Time at;
  };
  struct PastGap {
    Gap gap;
    Time ended_at;
  };

  Time event_at = never;                         ///< never: there was none
  Time subscribed_at = never;                    ///< the acknowledgement; never: there was none
  std::optional<Authorization> authorization{};  ///< the answer of the endpoint
  std::optional<PastGap> gap{};
};

}  // namespace sluice::channels
