#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/channels/auth/attempt.hpp"
#include "gateway/channels/auth/auth_answer.hpp"
#include "gateway/channels/auth/auth_signature.hpp"
#include "gateway/channels/probe/connection_probe.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/channels/wire/envelope.hpp"
#include "gateway/channels/wire/event_maker.hpp"
#include "gateway/channels/wire/messages.hpp"
#include "gateway/core/backoff.hpp"

namespace sluice::channels {

struct SigninSettings : AttemptTimes {
  bool wanted = false;
  std::optional<UserSigner> signer;  ///< signs locally; without it the session asks the endpoint
};

/// The user of a connection, signed in anew on each socket; the channel on which the server then
/// sends the events for this user; and the user's watchlist.
class Signin {
 public:
  /// An authorisation that waits until the user is known.
  using HeldAuth = std::pair<RequestAuth, AuthAnswer>;

  /// The references outlive this object.
  Signin(SigninSettings settings, EventMaker& event_maker, ConnectionProbe& probe, Random& random);

  /// A new socket.
  void open(std::string_view socket_id, Time now, Actions& out);
  /// The socket is gone: no user is signed in.
  void lose();

  void on_auth(const RequestUserAuth& request, const AuthAnswer& answer, Time now, Actions& out);
  /// An event of the protocol. False when it is not about the user.
  bool on_system_event(const Envelope& envelope, Moment now, Actions& out);
  /// Any other event. False when it is not for the user.
  bool deliver(const Envelope& envelope, WallTime now, Actions& out);
  /// The server refuses the signin with a pusher:error.
  void on_error(const ServerError& error, std::string why, Time now, Actions& out);
  void on_deadline(Time now, Actions& out);
  /// The shell stops reading, or reads again. While it does not read, no answer can be expected.
  void on_reading(bool reading, Time now) noexcept;
  [[nodiscard]] Time next_deadline() const noexcept { return attempt_.deadline(); }

  /// A presence channel may be authorised without channel_data when the sign-in defines the user.
  /// Keeps such a grant until the sign-in is decided. False when the grant is not kept.
  bool hold(const RequestAuth& request, const AuthAnswer& answer);
  /// The kept grants, once the sign-in is decided; empty before.
  [[nodiscard]] std::vector<HeldAuth> release();

  [[nodiscard]] SigninState state() const noexcept { return state_; }
  /// True while a sign-in is wanted and has neither succeeded nor been refused.
  [[nodiscard]] bool undecided() const noexcept;
  /// The time at which the awaited signin_success was asked for; `never` when none is awaited.
  [[nodiscard]] Time asked_at() const noexcept {
    return state_ == SigninState::sent ? attempt_.asked_at() : never;
  }
  /// Empty unless signed in.
  [[nodiscard]] const std::string& user_id() const noexcept { return user_id_; }
  /// The reason why no user is signed in, for the status page.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

 private:
  void begin(Time now, Actions& out);
  void send(const Authorization& authorization, Time now, Actions& out);
  void subscribe(Time now, Actions& out);
  void await(Time now);
  bool on_success(std::string_view data, Time now, Actions& out);
  bool on_subscribed(std::string_view channel);
  void deliver_watchlist(std::string_view name, std::string_view data, WallTime now, Actions& out);
  /// Whether this is the channel of the signed-in user.
  [[nodiscard]] bool owns(std::string_view channel) const noexcept {
    return !channel_.empty() && channel == channel_;
  }
  void fail(std::string why, Time now, Actions& out);
  void retry_later(SigninState state, Duration at_least, std::string why, Time now);
  void enter(SigninState state);
  void check() const;

  SigninSettings settings_;
  EventMaker& event_maker_;
  ConnectionProbe& probe_;
  Random& random_;
  SigninState state_;
  std::string socket_id_;  ///< empty while there is no socket
  Attempt attempt_;        ///< first to sign in, then to subscribe to the user's channel
  bool reading_ = true;
  std::string user_data_;  ///< of the last pusher:signin
  std::string user_id_;
  std::string channel_;
  std::string problem_;
  std::vector<HeldAuth> held_;
};

}  // namespace sluice::channels
