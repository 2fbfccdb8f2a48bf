#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/channels/decryption/decryption.hpp"
#include "gateway/channels/presence/presence_events.hpp"
#include "gateway/channels/publish/client_events.hpp"
#include "gateway/channels/session/connect_pace.hpp"
#include "gateway/channels/session/liveness.hpp"
#include "gateway/channels/signin/signin.hpp"
#include "gateway/channels/subscription/subscription.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/channels/wire/closure.hpp"
#include "gateway/channels/wire/envelope.hpp"
#include "gateway/channels/wire/event_maker.hpp"
#include "gateway/channels/wire/sparing.hpp"
#include "gateway/core/backoff.hpp"

namespace sluice::channels {

struct SessionSettings {
  std::string connection;  ///< its name in the configuration
  bool tls = false;        ///< whether the URL already asks for it
  std::vector<std::string> channels;
  /// A cache channel's last event, given again, is passed over where it is the one before it.
  bool skip_unchanged_replays = false;
  MemberLimits presence;  ///< of all channels together
  SubscriptionSettings subscription;
  SigninSettings signin;
  ClientEventSettings client_events;
  DecryptionSettings decryption;
  Duration handshake_timeout{15'000};  ///< from dialling to connection_established
  Duration activity_timeout{120'000};  ///< the server may name a shorter one
  Duration pong_timeout{30'000};
  Duration reconnect_initial{1'000};
  Duration reconnect_max{30'000};
  Duration stable_after{10'000};    ///< a session this old resets the backoff
  Duration refused_retry{300'000};  ///< after 4001-4099, where little will have changed; 0: never
  ConnectPace* pace = nullptr;      ///< of all connects to the server; outlives the session
};

/// Decides what one Channels connection does next. Performs no I/O, reads no clock and knows no
/// socket: it is told what happened and when, and appends to `out` the actions for the shell to
/// carry out, in their order. Counts what it sees in the connection's probe.
class Session {
 public:
  /// `probe`, `parser` and `random` are the shard's and outlive the session.
  Session(SessionSettings settings, telemetry::ConnectionProbe& probe, EnvelopeParser& parser,
          Random& random);

  void start(Moment now, Actions& out);
  /// For good: closes the transport and wants nothing more. What was to be published and is not
  /// settled will not be.
  void stop(Actions& out);

  /// Wants this channel, or wants it no more, whatever was asked of the server before.
  void subscribe(std::string_view channel, Moment now, Actions& out);
  void unsubscribe(std::string_view channel, Moment now, Actions& out);

  /// Publishes a client event, as soon as its channel is subscribed and the rate limit allows. Its
  /// Settled has this ticket.
  void publish(ReturnEvent event, Ticket ticket, Moment now, Actions& out);

  /// The transport of this attempt stands: the WebSocket upgrade was accepted.
  void on_open(std::uint64_t attempt, Moment now);
  /// The transport of this attempt ended or never stood. Ignored for any attempt but the current.
  void on_closed(std::uint64_t attempt, Closure closure, Moment now, Actions& out);
  /// One text message of the current transport; EnvelopeParser::padding bytes behind it are
  /// readable.
  void on_frame(std::string_view text, Moment now, Actions& out);
  /// A text message of the current transport that is too long to be read, and was skipped: how it
  /// begins, and its length.
  void on_oversized(std::string_view head, std::size_t length, Moment now, Actions& out);
  /// Something else than a text message arrived: a control frame, a binary one.
  void on_other_frame(Moment now) noexcept { heard(now); }
  /// The shell stops reading from the current transport, or reads on.
  void on_reading(bool reading, Moment now) noexcept;
  /// The machine slept, and the link may be long dead: the server has to prove itself, soon.
  void on_slept(Moment now, Actions& out);
  void on_auth(const RequestAuth& request, const AuthAnswer& answer, Moment now, Actions& out);
  void on_user_auth(const RequestUserAuth& request, const AuthAnswer& answer, Moment now,
                    Actions& out);
  void on_deadline(Moment now, Actions& out);

  /// When on_deadline is next due. May move later with every frame, so the shell asks when it
  /// wakes; and after anything but the delivery of an event, since it may have come nearer.
  [[nodiscard]] Time next_deadline() const;
  /// The one part of it that comes nearer with a frame alone: an answer to a ping may be given
  /// longer than a server may be silent. Cheap enough to ask after each read.
  [[nodiscard]] Time liveness_deadline() const noexcept {
    return state_ == telemetry::ConnectionState::connected ? liveness_.deadline() : never;
  }

  [[nodiscard]] telemetry::ConnectionState state() const noexcept { return state_; }
  [[nodiscard]] const Subscriptions& subscriptions() const noexcept { return subscriptions_; }
  [[nodiscard]] const Signin& signin() const noexcept { return signin_; }
  /// The server's name for the current socket; empty while there is none.
  [[nodiscard]] const std::string& socket_id() const noexcept { return subscriptions_.socket_id(); }
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

 private:
  void dial_in_turn(Moment now, Actions& out);
  void dial(Moment now, Actions& out);
  void lose(Closure closure, Moment now, Actions& out);
  [[nodiscard]] std::optional<int> explanation_of(const Closure& closure, Time now) const;
  [[nodiscard]] Reaction react_to(const Closure& closure) const;
  /// None: never.
  [[nodiscard]] std::optional<Duration> delay_after(Reaction reaction);
  void enter(telemetry::ConnectionState state);
  void heard(Moment now) noexcept {
    liveness_.heard(now.time);
    heard_at_ = now;
  }
  void ping(Time now, Actions& out);
  void send_client_events(Time now, Actions& out);
  void keep_alive(Moment now, Actions& out);
  void note_sent(const Actions& out, std::size_t from, Time now);
  void deliver(const Envelope& envelope, Moment now, Actions& out);
  void on_member_event(const Envelope& envelope, Moment now, Actions& out);
  void on_channel_news(const Envelope& envelope, Moment now, Actions& out);
  void on_system_event(const Envelope& envelope, Moment now, Actions& out);
  /// False when it is none, or is about no channel of ours.
  bool on_subscription_event(const Envelope& envelope, Moment now, Actions& out);
  /// The same for what is about the user.
  bool on_user_event(const Envelope& envelope, Moment now, Actions& out);
  bool deliver_to_user(const Envelope& envelope, Moment now, Actions& out);
  void deliver_watchlist(std::string_view name, std::string_view data, Moment now, Actions& out);
  /// Subscribes what had to wait until it was known who we are.
  void subscribe_as_user(Moment now, Actions& out);
  void on_unread_acknowledgement(std::string_view channel, Moment now, Actions& out);
  void on_established(const Envelope& envelope, Moment now, Actions& out);
  void on_server_error(const Envelope& envelope, Moment now, Actions& out);
  void on_client_event_refused(const ServerError& error, const std::string& text, Time now,
                               Actions& out);
  void tell_of_gap(std::size_t subscription, Moment now, Actions& out);
  void tell_of_connection(Moment now, Actions& out);
  void tell_of_loss(telemetry::LossReason reason, std::optional<int> code, Moment now,
                    Actions& out);
  void complain(std::string_view what, std::string detail, Time now, Actions& out);

  SessionSettings settings_;
  telemetry::ConnectionProbe& probe_;
  EnvelopeParser& parser_;
  Random& random_;
  EventMaker event_maker_;
  Subscriptions subscriptions_;
  PresenceEvents presence_;
  Signin signin_;
  ClientEvents client_events_;
  Decryption decryption_;
  Liveness liveness_;
  Backoff backoff_;

  telemetry::ConnectionState state_ = telemetry::ConnectionState::stopped;
  std::uint64_t attempt_ = 0;
  bool transport_ = false;  ///< an attempt is under way or open
  bool force_tls_ = false;
  bool hurried_ = false;   ///< reconnected at once and not been stable since
  Time deadline_ = never;  ///< of the handshake, or of the next dial
  Time turn_ = never;      ///< the place that is taken for the next dial
  Time established_at_ = never;
  Moment heard_at_{};              ///< when the last frame of this transport arrived
  std::optional<int> error_code_;  ///< of the last pusher:error
  Time error_at_{};
  Sparing complaints_{Duration(1'000)};  ///< about what the peer does wrong
  std::string problem_;
};

}  // namespace sluice::channels
