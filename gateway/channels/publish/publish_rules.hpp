#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "gateway/core/protocol_names.hpp"
#include "gateway/core/return_event.hpp"

namespace sluice::channels {

/// The limits of a server, in bytes.
struct PublishLimits {
  std::size_t event_name = name_bytes_max;
  std::size_t data{};
};

/// The reason why an event can never be published.
struct Refusal {
  ReturnLoss loss{};
  std::string detail{};
};

/// The rules of every way of publishing: the channel name is valid and not that of an encrypted
/// channel, the event name is text and not reserved by the protocol, and nothing is too long. Empty
/// when the event follows them all.
[[nodiscard]] std::optional<Refusal> refusal_of(const ReturnEvent& event,
                                                const PublishLimits& limits);

/// The same with those of client events: the channel is one that has them, and the connection is
/// configured to subscribe to it, which `wanted` says. Puts their prefix in front of the name of an
/// event that follows all rules.
[[nodiscard]] std::optional<Refusal> prepare_client_event(ReturnEvent& event, std::size_t data_max,
                                                          bool wanted);

}  // namespace sluice::channels
