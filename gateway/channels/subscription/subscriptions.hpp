#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/channels/auth/attempt.hpp"
#include "gateway/channels/auth/auth_answer.hpp"
#include "gateway/channels/auth/auth_signature.hpp"
#include "gateway/channels/probe/connection_probe.hpp"
#include "gateway/channels/subscription/subscription.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/core/name_map.hpp"

namespace sluice::channels {

struct SubscriptionSettings : AttemptTimes {
  std::optional<Signer> signer;  ///< signs locally; without it the session asks the endpoint
};

/// All channels of one connection. They are independent: a channel that fails never delays another.
/// The bytes in the shell's hands are bounded: further subscribe messages follow when the shell has
/// written the earlier ones.
class Subscriptions {
 public:
  /// The bytes of subscribe messages that the shell may have to hold.
  static constexpr std::size_t unwritten_max = 128 * 1024;

  Subscriptions(std::vector<std::string> channels, SubscriptionSettings settings,
                ConnectionProbe& probe, Random& random);

  /// The gaps of all wanted channels begin now.
  void start(Moment now);
  /// Right after start(): each channel that the connection before wants, too, goes on from there.
  void succeed(const Subscriptions& before);
  /// The channel is wanted from now on. It keeps its earlier index, or gets the next one.
  void want(std::string_view channel, Moment now, Actions& out);
  /// The channel is wanted no more. No other channel gets its index.
  void unwant(std::string_view channel, Actions& out);

  /// A new socket: every channel is subscribed afresh.
  void open(std::string_view socket_id, Time now, Actions& out);
  /// The socket is gone. All gaps begin at `last`, the last moment at which the socket was sound.
  void lose(LossReason reason, Moment last);
  /// The session stops for good: no gap begins.
  void stop();

  /// The user that the connection is signed in as: who we are where an authorisation does not name
  /// the member.
  void sign_in(std::string_view user_id) { user_id_ = user_id; }
  void on_auth(const RequestAuth& request, const AuthAnswer& answer, Time now, Actions& out);
  /// False when the channel is unknown, not wanted, or expects no acknowledgement.
  bool on_succeeded(std::string_view channel, Moment now, Actions& out);
  /// False when the channel awaits no acknowledgement; a subscribed channel stays subscribed.
  bool on_rejected(std::string_view channel, const ServerError& error, Time now, Actions& out);
  /// The channel whose name is in the message of an error without a channel field.
  [[nodiscard]] std::optional<std::size_t> mentioned_in(std::string_view message) const;
  /// The only channel that awaits an acknowledgement, for an error that names no channel and may be
  /// about a subscription.
  [[nodiscard]] std::optional<std::size_t> only_suspect_of(const ServerError& error) const;
  void on_deadline(Time now, Actions& out);
  /// The shell has written all bytes that it was given.
  void on_written(Time now, Actions& out);
  /// The shell stops reading, or reads again. While it does not read, no acknowledgement can be
  /// expected.
  void on_reading(bool reading, Time now);
  /// Updates the gauges of members; the caller has changed a list.
  void count_members();

  /// Ends and counts the gap of a channel that is subscribed now.
  [[nodiscard]] std::optional<Gap> end_gap(std::size_t index, Moment now);
  /// Whether the event at hand is the replay of a cache channel.
  [[nodiscard]] bool takes_replay(std::size_t index, Time now) noexcept {
    return subscriptions_[index].replay().take(read_until(now));
  }

  /// Whether some wanted channels need authorisation, and none of them is subscribed.
  [[nodiscard]] bool lack_authorization() const noexcept;
  [[nodiscard]] Time next_deadline() const noexcept {
    return deadlines_.empty() ? never : deadlines_.begin()->first;
  }
  /// The configuration key of what signs for the channels.
  [[nodiscard]] std::string_view signer() const noexcept {
    return settings_.signer ? "auth.secret" : "auth.endpoint";
  }
  /// Empty while there is no socket.
  [[nodiscard]] const std::string& socket_id() const noexcept { return socket_id_; }
  /// The index of a wanted channel.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view channel) const;
  /// For the members, the keys and the replay, which other classes maintain.
  [[nodiscard]] Subscription& at(std::size_t index) { return subscriptions_[index]; }
  /// Includes the channels that are wanted no more.
  [[nodiscard]] const std::deque<Subscription>& all() const noexcept { return subscriptions_; }

 private:
  class Change;
  /// A subscribe message that waits until earlier ones are written. It is stale once the generation
  /// of the channel has changed.
  struct Delayed {
    std::size_t index;
    std::uint32_t generation;
    std::optional<Authorization> authorization;  ///< for channels that need one from the endpoint
  };

  /// The index of a channel that is or was wanted.
  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view channel) const;
  std::size_t add(std::string_view channel);
  void begin(std::size_t index, Time now, Actions& out);
  void subscribe(std::size_t index, std::optional<Authorization> authorization, Time now,
                 Actions& out);
  void unsubscribe(Subscription& subscription, Actions& out);
  void withdraw(Subscription& subscription, Actions& out);
  void end_unanswered(std::size_t index, Time now, Actions& out);
  void refuse(Subscription& subscription, const ServerError& error, bool passing, Time now,
              Actions& out);
  void begin_afresh(Subscription& subscription, const std::string& why, Time now, Actions& out);
  void retry_later(Subscription& subscription, bool passing, GapReason reason, Duration at_least,
                   std::string why, Time now);
  void forget_socket();
  [[nodiscard]] Time read_until(Time now) const noexcept {
    return (reading_ ? now : paused_at_) - paused_for_;
  }

  SubscriptionSettings settings_;
  ConnectionProbe& probe_;
  Random& random_;
  std::string user_id_;    ///< of the user that is signed in
  std::string socket_id_;  ///< empty while there is no socket
  std::deque<Subscription> subscriptions_;
  NameMap<std::size_t> by_channel_;
  std::set<std::pair<Time, std::size_t>> deadlines_;  ///< of the subscriptions that have one
  std::set<std::size_t> in_flight_;  ///< subscriptions that await an acknowledgement
  std::deque<Delayed> delayed_;
  std::size_t unwritten_ = 0;  ///< bytes of subscribe messages since the shell last wrote
                               ///< everything
  bool reading_ = true;
  Time paused_at_{};
  Time::duration paused_for_{};  ///< the total time in which the shell did not read
};

}  // namespace sluice::channels
