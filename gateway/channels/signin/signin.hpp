#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/channels/auth/auth_answer.hpp"
#include "gateway/channels/auth/auth_signature.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::channels {

struct SigninSettings {
  bool wanted = false;
  std::optional<UserSigner> signer;  ///< sign here; without it the endpoint is asked
  Duration acknowledge_timeout{15'000};
  Duration retry_initial{1'000};
  Duration retry_max{60'000};
  Duration refused_retry{60'000};  ///< after a permanent refusal
};

/// The user as whom a connection signs in, on each socket anew, and the channel on which the server
/// then sends what is for this user.
class Signin {
 public:
  /// What waits until it is known who we are.
  using HeldAuth = std::pair<RequestAuth, AuthAnswer>;

  /// `probe` and `random` are the shard's and outlive it.
  Signin(SigninSettings settings, telemetry::ConnectionProbe& probe, Random& random);

  /// A new socket.
  void open(std::string_view socket_id, Time now, Actions& out);
  /// The socket is gone, and with it who we were.
  void lose();

  void on_auth(const RequestUserAuth& request, const AuthAnswer& answer, Time now, Actions& out);
  /// False when no signin_success was awaited.
  bool on_success(std::string_view data, Time now, Actions& out);
  /// The server has acknowledged a channel, or refuses it. False when it is not the user's.
  bool on_subscribed(std::string_view channel);
  bool on_rejected(std::string_view channel, const std::string& why, Time now, Actions& out);
  /// A pusher:error that is about nothing else that is known. False when no signin_success is
  /// awaited.
  bool on_error(const std::string& why, Time now, Actions& out);
  void on_deadline(Time now, Actions& out);
  [[nodiscard]] Time next_deadline() const noexcept { return deadline_; }

  /// Presence channels may be authorised without channel_data where the user says who we are: such
  /// a grant is kept until that is decided. False when it is.
  bool hold(const RequestAuth& request, const AuthAnswer& answer);
  /// What was kept, once it is decided; else nothing.
  [[nodiscard]] std::vector<HeldAuth> release();

  [[nodiscard]] telemetry::SigninState state() const noexcept { return state_; }
  /// Whether a user is to be signed in, and neither is nor was refused.
  [[nodiscard]] bool undecided() const noexcept;
  /// Empty unless signed in.
  [[nodiscard]] const std::string& user_id() const noexcept { return user_id_; }
  /// Whether it is the channel of the user who is signed in.
  [[nodiscard]] bool owns(std::string_view channel) const noexcept {
    return !channel_.empty() && channel == channel_;
  }
  /// Why nobody is signed in, for the status page.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

 private:
  void begin(Time now, Actions& out);
  void send(const Authorization& authorization, Time now, Actions& out);
  void subscribe(Time now, Actions& out);
  void fail(std::string why, Time now, Actions& out);
  void retry_later(Duration at_least, std::string why, Time now);
  void enter(telemetry::SigninState state);

  SigninSettings settings_;
  telemetry::ConnectionProbe& probe_;
  Random& random_;
  telemetry::SigninState state_;
  std::string socket_id_;         ///< empty while there is no socket
  std::uint32_t generation_ = 0;  ///< counts the tries; an answer to an earlier one is stale
  Time deadline_ = never;         ///< of the acknowledgement that is due, or of the next try
  Backoff retry_;
  std::string user_data_;  ///< of the last pusher:signin
  std::string user_id_;
  std::string channel_;
  std::string problem_;
  std::vector<HeldAuth> held_;
};

}  // namespace sluice::channels
