#pragma once

#include <optional>
#include <string>

#include "gateway/channels/session/session.hpp"

namespace sluice::channels {

/// Why the new session does not carry all that the old one carries and both want: the sign-in, or
/// a channel. Empty when it does. Reads the channels up to the first one that is missing.
[[nodiscard]] std::optional<std::string> missing_in(const Session& next, const Session& old);

/// Whether the session is subscribed to the channel.
[[nodiscard]] bool carries(const Session& session, std::string_view channel);

}  // namespace sluice::channels
