#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/core/delivery.hpp"
#include "gateway/core/event.hpp"
#include "gateway/core/return_event.hpp"
#include "gateway/core/time.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::channels {

/// Find the addresses of the server. The shell reports success, or the failure as a closure, with
/// the same `attempt`. A lookup has no deadline: it may have to wait for other lookups.
struct LookUp {
  std::uint64_t attempt;
};

/// Open a transport to one of the addresses that were found. The shell reports the end of the
/// transport, or its failure to open, with the same `attempt`.
struct Dial {
  std::uint64_t attempt;
  bool force_tls;  ///< the server refused a plain connection (4000)
  Time deadline;   ///< of the whole handshake, which begins now
};

/// Send one text frame.
struct Send {
  std::string text;
};

/// Hand an event to the routes. Its views are valid until the session's next input.
struct Deliver {
  Event event;
  /// Index of the channel in the session's settings. Empty when the event belongs to none of them;
  /// the shell then looks up the routes.
  std::optional<std::size_t> subscription;
};

/// The purpose of an authorisation.
enum class AuthPurpose : std::uint8_t {
  subscription,  ///< to subscribe
  key,           ///< for the key in the answer: the channel is subscribed already
};

/// Ask the endpoint. The shell returns the answer with these same values, so that the session
/// recognises a late answer.
struct RequestAuth {
  std::size_t subscription;
  std::uint32_t generation;
  std::string channel;
  std::string socket_id;
  AuthPurpose purpose = AuthPurpose::subscription;
};

/// Ask the endpoint to authenticate the user who signs in; otherwise like RequestAuth.
struct RequestUserAuth {
  std::uint32_t generation;
  std::string socket_id;
};

/// Withdraw all authorisation requests: the socket is gone. An answer that comes all the same is
/// recognised as late.
struct WithdrawAuth {};

/// End the transport, with this code if the peer still listens. The shell reports nothing more of
/// it.
struct Close {
  std::uint16_t code;
};

/// The outcome of an event that was to be published. Each event has exactly one.
struct Settled {
  Ticket ticket;
  ReturnOutcome outcome;
};

/// A line for the log.
struct Report {
  telemetry::Level level;
  std::string_view what;  ///< static text
  std::string channel;    ///< empty when it is about the whole connection
  std::string detail;
};

using Action = std::variant<LookUp, Dial, Send, Deliver, RequestAuth, RequestUserAuth, WithdrawAuth,
                            Close, Settled, Report>;
using Actions = std::vector<Action>;

}  // namespace sluice::channels
