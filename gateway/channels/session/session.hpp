#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/channels/decryption/decryption.hpp"
#include "gateway/channels/presence/presence_events.hpp"
#include "gateway/channels/publish/client_events.hpp"
#include "gateway/channels/session/liveness.hpp"
#include "gateway/channels/session/reconnect.hpp"
#include "gateway/channels/signin/signin.hpp"
#include "gateway/channels/subscription/subscriptions.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/channels/wire/closure.hpp"
#include "gateway/channels/wire/envelope.hpp"
#include "gateway/channels/wire/event_maker.hpp"
#include "gateway/channels/wire/sparing.hpp"

namespace sluice::channels {

struct SessionSettings {
  std::string connection;  ///< its name in the configuration
  std::vector<std::string> channels;
  /// A cache channel's last event, given again, is passed over where it is the one before it.
  bool skip_unchanged_replays = false;
  MemberLimits presence;  ///< of all channels together
  ReconnectSettings reconnect;
  SubscriptionSettings subscription;
  SigninSettings signin;
  ClientEventSettings client_events;
  DecryptionSettings decryption;
  Duration activity_timeout{120'000};  ///< the server may name a shorter one
  Duration pong_timeout{30'000};
};

/// Decides what one Channels connection does next. Performs no I/O, reads no clock and knows no
/// socket: it is told what happened and when, and appends to `out` the actions for the shell to
/// carry out, in their order. Counts what it sees in the connection's probe.
///
/// Calls nobody back: the shell carries out the actions of one entry before the next one, since a
/// Deliver's views die with it.
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
  /// The event with this ticket is not to be written any more; see ClientEvents.
  void withdraw(Ticket ticket, Moment now, Actions& out);

  /// The server's addresses are known: the attempt takes its turn among the connects to the server.
  /// Ignored for any attempt but the current.
  void on_looked_up(std::uint64_t attempt, Moment now, Actions& out);
  /// The transport of this attempt stands: the WebSocket upgrade was accepted.
  void on_open(std::uint64_t attempt, Moment now);
  /// The transport of this attempt ended or never stood, or the lookup failed; where the server
  /// sent a close frame, when that was read. Ignored for any attempt but the current.
  void on_closed(std::uint64_t attempt, Closure closure, Moment now, Actions& out);
  /// One text message of the current transport; EnvelopeParser::padding bytes behind it are
  /// readable.
  void on_frame(std::string_view text, Moment now, Actions& out);
  /// A text message of the current transport that is too long to be read, and was skipped: how it
  /// begins, and its length.
  void on_oversized(std::string_view head, std::size_t length, Moment now, Actions& out);
  /// Something else than a text message arrived: a control frame, a binary one.
  void on_other_frame(Moment now) noexcept { heard(now); }
  /// The shell has written all that it was given to send: it may have more.
  void on_written(Moment now, Actions& out);
  /// The shell stops reading from the current transport, or reads on. No deadline of what the
  /// server has to send runs meanwhile.
  void on_reading(bool reading, Moment now);
  /// The machine slept, and the link may be long dead: the server has to prove itself, soon.
  void on_slept(Moment now, Actions& out);
  void on_auth(const RequestAuth& request, const AuthAnswer& answer, Moment now, Actions& out);
  void on_user_auth(const RequestUserAuth& request, const AuthAnswer& answer, Moment now,
                    Actions& out);
  void on_deadline(Moment now, Actions& out);

  /// When on_deadline is next due. A frame only postpones it, so the shell asks again when it
  /// wakes. Anything but the delivery of an event may bring it forward, so the shell asks again
  /// then.
  [[nodiscard]] Time next_deadline() const;
  /// The only deadline that a frame can bring forward: the time for a pong may be longer than the
  /// time for which a server may be silent. Cheap enough to ask after each read.
  [[nodiscard]] Time liveness_deadline() const noexcept {
    return reconnect_.connected() ? liveness_.deadline() : never;
  }

  [[nodiscard]] telemetry::ConnectionState state() const noexcept { return reconnect_.state(); }
  [[nodiscard]] const Subscriptions& subscriptions() const noexcept { return subscriptions_; }
  [[nodiscard]] const Signin& signin() const noexcept { return signin_; }
  /// The server's name for the current socket; empty while there is none.
  [[nodiscard]] const std::string& socket_id() const noexcept { return subscriptions_.socket_id(); }
  [[nodiscard]] const std::string& problem() const noexcept { return reconnect_.problem(); }

 private:
  /// One entry into the session.
  class Turn {
   public:
    Turn(Session& session, Moment now, Actions& out) noexcept
        : session_(session), now_(now.time), out_(out), from_(out.size()) {
      session_.event_maker_.begin_turn();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    /// Notes the time of each Send, because some servers close on a client that sends nothing.
    ~Turn() {
      for (auto i = from_; i < out_.size(); ++i) {
        if (std::holds_alternative<Send>(out_[i])) session_.liveness_.sent(now_);
      }
    }

   private:
    Session& session_;
    Time now_;
    Actions& out_;
    std::size_t from_;
  };

  void lose(Closure closure, Moment now, Actions& out);
  /// The same for a transport that is still there.
  void give_up(Closure closure, Moment now, Actions& out);
  void heard(Moment now) noexcept {
    liveness_.heard(now.time);
    heard_at_ = now;
  }
  void ping(Time now, Actions& out);
  void send_client_events(Time now, Actions& out);
  void keep_alive(Moment now, Actions& out);
  void deliver(const Envelope& envelope, Moment now, Actions& out);
  void on_member_event(const Envelope& envelope, Moment now, Actions& out);
  void on_channel_news(const Envelope& envelope, Moment now, Actions& out);
  void on_system_event(const Envelope& envelope, Moment now, Actions& out);
  /// False when it is none, or is about no channel of ours.
  bool on_subscription_event(const Envelope& envelope, Moment now, Actions& out);
  bool on_user_event(const Envelope& envelope, Moment now, Actions& out);
  /// Subscribes what had to wait until it was known who we are.
  void subscribe_as_user(Moment now, Actions& out);
  /// The channel that is subscribed from now on; none when it is none of ours.
  std::optional<std::size_t> on_acknowledged(std::string_view channel, Moment now, Actions& out);
  void on_established(const Envelope& envelope, Moment now, Actions& out);
  void on_server_error(const Envelope& envelope, Moment now, Actions& out);
  void on_client_event_refused(const ServerError& error, Time now, Actions& out);
  /// False when the error refuses neither a subscription nor the signin.
  bool on_refusal(std::string_view channel, const ServerError& error, Moment now, Actions& out);
  void complain(std::string_view about, std::string detail, Time now, Actions& out);

  SessionSettings settings_;
  telemetry::ConnectionProbe& probe_;
  EnvelopeParser& parser_;
  EventMaker event_maker_;
  Reconnect reconnect_;
  Subscriptions subscriptions_;
  PresenceEvents presence_;
  Signin signin_;
  ClientEvents client_events_;
  Decryption decryption_;
  Liveness liveness_;
  Moment heard_at_{};                    ///< when the last frame of this transport arrived
  Sparing complaints_{Duration(1'000)};  ///< about what the peer does wrong
};

}  // namespace sluice::channels
