#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/channels/wire/messages.hpp"
#include "gateway/core/time.hpp"

// The meaning of an error that may be about a subscription. The protocol defines no form for it, so
// this module reads the words of Pusher's messages and the codes of soketi and Sockudo.
namespace sluice::channels {

enum class Rejection : std::uint8_t {
  lasting,       ///< not allowed: unlikely to change soon
  passing,       ///< a limit or a failure of the server, which may be over in a moment
  exists,        ///< the server has a subscription, or has not finished ending it
  nothing_here,  ///< the answer to an unsubscribe message where there is no subscription
};

[[nodiscard]] Rejection read_rejection(const ServerError& error);

/// Whether the server calls a signature wrong, in the words of Pusher, soketi, Reverb or Sockudo.
[[nodiscard]] bool blames_signature(const ServerError& error);

/// The reason, with the configuration key to look at when the server calls a signature wrong:
/// `signer` is the key of what signed.
[[nodiscard]] std::string with_signer(std::string why, const ServerError& error,
                                      std::string_view signer);

/// Whether an error that names no channel can be about a subscription at all. Most codes from 4100
/// on concern the whole connection, or a client event.
[[nodiscard]] bool may_be_of_a_subscription(const ServerError& error);

/// Whether the message contains the name as a whole word: `private-a` is not in `private-ab`.
[[nodiscard]] bool mentions(std::string_view message, std::string_view name);

}  // namespace sluice::channels
