#pragma once

#include <cstdint>

#include "gateway/channels/wire/messages.hpp"

// What servers mean by an error that may be about a client event. The protocol gives it no form but
// the code 4301, which servers use for other reasons too: their words are read.
namespace sluice::channels {

enum class EventRefusal : std::uint8_t {
  rate,     ///< too many of them: the same event may be taken later
  passing,  ///< a reason that may be gone in a moment, or one that is not known
  lasting,  ///< the event as it is, or the app's settings
};

[[nodiscard]] EventRefusal read_event_refusal(const ServerError& error);

/// Whether the words of an error can be about nothing but a client event.
[[nodiscard]] bool mentions_client_events(const ServerError& error);

/// Whether an error that is about no subscription and no sign-in is about a client event.
/// `unconfirmed`: some were sent, of which the server has said nothing yet.
[[nodiscard]] bool is_of_a_client_event(const ServerError& error, bool unconfirmed);

}  // namespace sluice::channels
