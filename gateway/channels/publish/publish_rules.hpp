#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "gateway/core/names.hpp"
#include "gateway/core/return_event.hpp"

namespace sluice::channels {

/// What a server takes, in bytes.
struct PublishLimits {
  std::size_t event_name = name_bytes_max;
  std::size_t data = 10 * 1024;
};

/// Why an event can never be published.
struct Refusal {
  ReturnLoss loss{};
  std::string detail{};
};

/// The rules that every way of publishing has: the channel's name is one that servers take and not
/// that of an encrypted channel, the event's name is text and not the protocol's own, and nothing
/// is too long. Empty when all of them are kept.
[[nodiscard]] std::optional<Refusal> refusal_of(const ReturnEvent& event,
                                                const PublishLimits& limits);

}  // namespace sluice::channels
