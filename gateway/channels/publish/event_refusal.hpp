#pragma once

#include <cstdint>

#include "gateway/channels/wire/messages.hpp"

// The meaning of an error that may be about a client event. The protocol defines only the code 4301
// for it, which servers use for other reasons too, so this module reads the words of the message.
namespace sluice::channels {

enum class EventRefusal : std::uint8_t {
  rate,     ///< too many events: the same event may succeed later
  passing,  ///< a temporary or an unknown reason
  lasting,  ///< the event itself, or the app's settings
};

[[nodiscard]] EventRefusal read_event_refusal(const ServerError& error);

/// Whether the words of an error can only be about a client event.
[[nodiscard]] bool mentions_client_events(const ServerError& error);

/// Whether an error that concerns no subscription and no sign-in concerns a client event.
/// `unconfirmed`: events were sent, and the server has not answered for them yet.
[[nodiscard]] bool is_of_a_client_event(const ServerError& error, bool unconfirmed);

}  // namespace sluice::channels
