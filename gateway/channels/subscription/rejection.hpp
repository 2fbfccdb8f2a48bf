#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/channels/wire/messages.hpp"
#include "gateway/core/time.hpp"

// What servers mean by an error that may be about a subscription. The protocol gives it no form, so
// the words of Pusher's messages are read, and the codes that soketi and Sockudo put with them.
namespace sluice::channels {

enum class Rejection : std::uint8_t {
  lasting,       ///< not allowed: unlikely to change soon
  passing,       ///< a limit or a failure of the server's, which may be over in a moment
  exists,        ///< the server has a subscription, or is not yet done with ending it
  nothing_here,  ///< the answer to an unsubscribe message where there is no subscription
};

[[nodiscard]] Rejection read_rejection(const ServerError& error);

/// Whether an error that names no channel can be about a subscription at all: most codes from 4100
/// on speak of the whole connection, or of a client event.
[[nodiscard]] bool may_be_of_a_subscription(const ServerError& error);

/// Whether the message has the name as a word of its own: `private-a` is not in `private-ab`.
[[nodiscard]] bool mentions(std::string_view message, std::string_view name);

}  // namespace sluice::channels
