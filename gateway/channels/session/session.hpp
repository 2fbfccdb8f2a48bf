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
#include "gateway/channels/session/marks.hpp"
#include "gateway/channels/session/reconnect.hpp"
#include "gateway/channels/signin/signin.hpp"
#include "gateway/channels/subscription/subscriptions.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/channels/wire/closure.hpp"
#include "gateway/channels/wire/envelope.hpp"
#include "gateway/channels/wire/event_maker.hpp"
#include "gateway/channels/wire/sparing.hpp"

namespace sluice::channels {

/// A member without a default here has it in config::Connection.
struct SessionSettings {
  std::string connection;  ///< its name in the configuration
  std::vector<std::string> channels;
  /// Skips the replay of a cache channel when it equals the event before it.
  bool skip_unchanged_replays = false;
  MemberLimits presence;  ///< of all channels together
  ReconnectSettings reconnect;
  SubscriptionSettings subscription;
  SigninSettings signin;
  ClientEventSettings client_events;
  DecryptionSettings decryption;
  Duration activity_timeout{};  ///< the server may ask for a shorter one
  Duration pong_timeout{};
};

/// How a connection, or an attempt to make one, ended.
struct PastLoss {
  LossReason reason{};
  std::optional<int> code{};  ///< of the close frame, or of the error that stood for it
  std::string detail{};
  Time at;
};

/// Decides what one Channels connection does next. Performs no I/O, reads no clock and knows no
/// socket. Each entry takes an input with its time and appends to `out` the actions for the shell,
/// in their order. Counts its inputs in the connection's probe.
///
/// Makes no callbacks. The shell must carry out the actions of one entry before the next entry,
/// because a Deliver's views are valid only until then.
class Session {
 public:
  /// `probe`, `parser` and `random` belong to the shard and outlive the session.
  Session(SessionSettings settings, ConnectionProbe& probe, EnvelopeParser& parser, Random& random);

  void start(Moment now, Actions& out);
  /// Right after start(): takes over what the session before knew of the same channels, which goes
  /// on until this one carries them. Of these there is no gap but those that are open there.
  void succeed(const Session& before);
  /// Stops for good: closes the transport and unsubscribes everything. Events that are not settled
  /// are neither published nor settled.
  void stop(Actions& out);

  /// The channel becomes wanted or unwanted, in any state of its subscription.
  void subscribe(std::string_view channel, Moment now, Actions& out);
  void unsubscribe(std::string_view channel, Moment now, Actions& out);
  /// From now on these channels are wanted, and no others.
  void want_only(const std::vector<std::string>& channels, Moment now, Actions& out);

  /// Publishes a client event as soon as its channel is subscribed and the rate limit allows. Its
  /// Settled has this ticket.
  void publish(ReturnEvent event, Ticket ticket, Moment now, Actions& out);
  /// The event with this ticket must not be sent any more; see ClientEvents.
  void withdraw(Ticket ticket, Moment now, Actions& out);

  /// The server's addresses are known: the attempt takes its place among the connects to the
  /// server. Ignored for any attempt but the current one.
  void on_looked_up(std::uint64_t attempt, Moment now, Actions& out);
  /// The transport of this attempt is open: the server accepted the WebSocket upgrade.
  void on_open(std::uint64_t attempt, Moment now);
  /// The transport of this attempt ended or never opened, or the lookup failed. With a close frame,
  /// the call comes when the frame was read. Ignored for any attempt but the current one.
  void on_closed(std::uint64_t attempt, Closure closure, Moment now, Actions& out);
  /// One text message of the current transport; EnvelopeParser::padding bytes behind it are
  /// readable.
  void on_frame(std::string_view text, Moment now, Actions& out);
  /// A text message of the current transport was too long to be read and was skipped; `head` is its
  /// beginning.
  void on_oversized(std::string_view head, std::size_t length, Moment now, Actions& out);
  /// A frame other than text arrived: a control frame or a binary one.
  void on_other_frame(Moment now) noexcept { heard(now); }
  /// The shell has written all bytes that it was given, and can take more.
  void on_written(Moment now, Actions& out);
  /// The shell stops reading from the current transport, or reads again. While it does not read, no
  /// deadline of a server's message runs.
  void on_reading(bool reading, Moment now);
  /// Pings, if connected, and returns the place of the answer.
  [[nodiscard]] Mark mark(Moment now, Actions& out);
  /// Whether everything that the server wrote before that place was read, or is lost.
  [[nodiscard]] bool has_passed(const Mark& mark) const noexcept {
    return !connected() || marks_.passed(mark);
  }
  /// The machine slept, and the link may be long dead: the server must answer a ping soon.
  void on_slept(Moment now, Actions& out);
  void on_auth(const RequestAuth& request, const AuthAnswer& answer, Moment now, Actions& out);
  void on_user_auth(const RequestUserAuth& request, const AuthAnswer& answer, Moment now,
                    Actions& out);
  void on_deadline(Moment now, Actions& out);

  /// The time at which on_deadline is due. A frame only postpones it, so the shell asks again when
  /// it wakes. Any other entry may bring it forward, so the shell asks after each of them.
  [[nodiscard]] Time next_deadline() const;
  /// The only deadline that a frame can bring forward, because the time for a pong may be longer
  /// than the permitted silence. Cheap enough to call after each read.
  [[nodiscard]] Time liveness_deadline() const noexcept {
    return reconnect_.connected() ? liveness_.deadline() : never;
  }

  [[nodiscard]] ConnectionState state() const noexcept { return reconnect_.state(); }
  [[nodiscard]] bool connected() const noexcept { return reconnect_.connected(); }
  [[nodiscard]] const Subscriptions& subscriptions() const noexcept { return subscriptions_; }
  [[nodiscard]] const Signin& signin() const noexcept { return signin_; }
  /// The server's id for the current socket; empty while there is none.
  [[nodiscard]] const std::string& socket_id() const noexcept { return subscriptions_.socket_id(); }
  [[nodiscard]] const std::string& problem() const noexcept { return reconnect_.problem(); }
  /// The end of the last connection or attempt to make one; empty when there was none.
  [[nodiscard]] const std::optional<PastLoss>& last_loss() const noexcept { return last_loss_; }
  /// When the server accepted the connection; `never` while there is none.
  [[nodiscard]] Time connected_at() const noexcept { return reconnect_.connected_at(); }

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
    /// Notes the time of each Send: some servers close the connection of a client that sends
    /// nothing.
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

  void unwant(std::string_view channel, Actions& out);
  void lose(Closure closure, Moment now, Actions& out);
  /// The same for a transport that is still open.
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
  /// False when it is no subscription event, or belongs to none of our channels.
  bool on_subscription_event(const Envelope& envelope, Moment now, Actions& out);
  bool on_user_event(const Envelope& envelope, Moment now, Actions& out);
  /// Subscribes the channels that waited for the sign-in.
  void subscribe_as_user(Moment now, Actions& out);
  /// The index of the channel that is subscribed now; empty when it is none of ours.
  std::optional<std::size_t> on_acknowledged(std::string_view channel, Moment now, Actions& out);
  void on_established(const Envelope& envelope, Moment now, Actions& out);
  void on_server_error(const Envelope& envelope, Moment now, Actions& out);
  void on_client_event_refused(const ServerError& error, Time now, Actions& out);
  /// False when the error refuses neither a subscription nor the signin.
  bool on_refusal(std::string_view channel, const ServerError& error, Moment now, Actions& out);
  void complain(std::string_view about, std::string detail, Time now, Actions& out);

  SessionSettings settings_;
  ConnectionProbe& probe_;
  EnvelopeParser& parser_;
  EventMaker event_maker_;
  Reconnect reconnect_;
  Subscriptions subscriptions_;
  PresenceEvents presence_;
  Signin signin_;
  ClientEvents client_events_;
  Decryption decryption_;
  Liveness liveness_;
  Marks marks_;
  std::optional<PastLoss> last_loss_;
  Moment heard_at_{};                    ///< the arrival of the last frame
  Sparing complaints_{Duration(1'000)};  ///< about errors of the peer
};

}  // namespace sluice::channels
