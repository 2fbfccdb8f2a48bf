#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/app/plan/plan.hpp"
#include "gateway/core/message.hpp"
#include "gateway/core/return_event.hpp"

namespace sluice::app {

/// What one return makes of a message.
struct MessageOutcome {
  std::string by{};     ///< the label of the return
  ReturnEvent event{};  ///< as it would be published; without meaning where it is lost
  std::string connection{};
  std::optional<ReturnLoss> lost{};
  std::string detail{};  ///< of a loss, for a person
};

/// What the returns that read this source, and take the message, make of it, in order. Nothing is
/// sent: every channel that is wanted counts as subscribed. The message is one of `now`.
[[nodiscard]] std::vector<MessageOutcome> outcomes_of(const Plan& plan, std::string_view source,
                                                      const Message& message, WallTime now);

}  // namespace sluice::app
