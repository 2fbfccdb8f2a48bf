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

/// Find the addresses of the server. That they are found, or the failure as a closure, is reported
/// with the same `attempt`. A lookup has no deadline: it may have to wait for others.
struct LookUp {
  std::uint64_t attempt;
};

/// Open a transport to one of the addresses that were found. The shell
/// reports its end, or that it never opened, with the same `attempt`.
struct Dial {
  std::uint64_t attempt;
  bool force_tls;  ///< the server refused a plain connection (4000)
  Time deadline;   ///< of the whole handshake, which begins now
};

/// Send one text frame.
struct Send {
  std::string text;
};

/// Hand an event to the routes. Its views are good until the session is told something else.
struct Deliver {
  Event event;
  /// Index of the channel in the session's settings; empty where the event is about none of them,
  /// so that its routes have to be looked up.
  std::optional<std::size_t> subscription;
};

/// What an authorisation is asked for.
enum class AuthPurpose : std::uint8_t {
  subscription,  ///< to subscribe
  key,           ///< for the key that comes with it: the channel is subscribed already
};

/// Ask the endpoint. The answer is told with these very values, so that a late one is known as
/// such.
struct RequestAuth {
  std::size_t subscription;
  std::uint32_t generation;
  std::string channel;
  std::string socket_id;
  AuthPurpose purpose = AuthPurpose::subscription;
};

/// Ask who the user is that signs in; as RequestAuth.
struct RequestUserAuth {
  std::uint32_t generation;
  std::string socket_id;
};

/// Ask for nothing any more that was asked for: the socket is gone. What is answered all the same
/// is known as late.
struct WithdrawAuth {};

/// End the transport, with this code if the peer still listens. Nothing more is told of it.
struct Close {
  std::uint16_t code;
};

/// What became of an event that was to be published. Each is told once.
struct Settled {
  Ticket ticket;
  ReturnOutcome outcome;
};

/// Something a person may want to read in the log.
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
