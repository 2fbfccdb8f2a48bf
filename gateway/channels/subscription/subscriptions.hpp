#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gateway/channels/auth/auth_answer.hpp"
#include "gateway/channels/auth/auth_signature.hpp"
#include "gateway/channels/subscription/subscription.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::channels {

struct SubscriptionSettings {
  std::optional<Signer> signer;  ///< sign here; without it the endpoint is asked
  Duration acknowledge_timeout{15'000};
  Duration retry_initial{1'000};
  Duration retry_max{60'000};
  Duration refused_retry{60'000};  ///< after a permanent refusal
};

/// All channels of one connection. Each goes its own way: a channel that fails never holds up
/// another. What is sent at once is bounded: further subscribe messages follow when the shell has
/// written those before.
class Subscriptions {
 public:
  /// Bytes of subscribe messages that the shell may have to hold.
  static constexpr std::size_t unwritten_max = 128 * 1024;

  Subscriptions(std::vector<std::string> channels, SubscriptionSettings settings,
                telemetry::ConnectionProbe& probe, Random& random);

  /// From now on it counts that a channel is not subscribed.
  void start(Moment now);
  /// The channel is wanted from now on. Its index is the one it had before, or the next one.
  void want(std::string_view channel, Moment now, Actions& out);
  /// The channel is wanted no more. The index stays its own.
  void unwant(std::string_view channel, Actions& out);

  /// A new socket: every channel is subscribed afresh.
  void open(std::string_view socket_id, Time now, Actions& out);
  /// The socket is gone, and nothing is subscribed any more since `last`, when it was last sound.
  void lose(telemetry::LossReason reason, Moment last);
  /// The same for good: nothing is missed.
  void stop();

  void on_auth(const RequestAuth& request, const AuthAnswer& answer, Time now, Actions& out);
  /// False when no such channel is wanted.
  bool on_succeeded(std::string_view channel, Moment now, Actions& out);
  /// False when the channel awaits no acknowledgement: one that is subscribed stays so.
  bool on_rejected(std::string_view channel, const ServerError& error, Time now, Actions& out);
  /// The channel whose name stands in the message of an error that has no channel of its own.
  [[nodiscard]] std::optional<std::size_t> mentioned_in(std::string_view message) const;
  /// The only channel that awaits an acknowledgement, where an error that mentions none may be
  /// about a subscription.
  [[nodiscard]] std::optional<std::size_t> only_suspect_of(const ServerError& error) const;
  void on_deadline(Time now, Actions& out);
  /// The shell has written all that it was given to send.
  void on_written(Time now, Actions& out);
  /// The shell stops reading, or reads on: meanwhile no acknowledgement can be expected.
  void on_reading(bool reading, Time now);
  /// Shows how many members there are; for whoever changed them.
  void count_members();

  /// The gap of a channel that is subscribed now, counted; once.
  [[nodiscard]] std::optional<Gap> end_gap(std::size_t index, Moment now);
  /// Whether the event at hand is a cache channel's last one, given again.
  [[nodiscard]] bool takes_replay(std::size_t index, Time now) noexcept {
    return subscriptions_[index].replay().take(read_until(now));
  }

  /// Whether channels are wanted that need authorisation, and none of them is subscribed.
  [[nodiscard]] bool lack_authorization() const noexcept;
  [[nodiscard]] Time next_deadline() const noexcept {
    return deadlines_.empty() ? never : deadlines_.begin()->first;
  }
  /// Empty while there is no socket.
  [[nodiscard]] const std::string& socket_id() const noexcept { return socket_id_; }
  /// Of a channel that is wanted.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view channel) const;
  /// For what others keep there: members, keys, the replay.
  [[nodiscard]] Subscription& at(std::size_t index) { return subscriptions_[index]; }
  /// Those that are wanted no more among them.
  [[nodiscard]] const std::deque<Subscription>& all() const noexcept { return subscriptions_; }

 private:
  class Change;
  /// A subscribe message that has to wait until others are written. Stale once the channel's
  /// generation is another one.
  struct Delayed {
    std::size_t index;
    std::uint32_t generation;
    std::optional<Authorization> authorization;  ///< where it was asked for
  };

  /// Of a channel that is or was wanted.
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
  void retry_later(Subscription& subscription, bool passing, telemetry::GapReason reason,
                   Duration at_least, std::string why, Time now);
  void forget_socket();
  [[nodiscard]] Time read_until(Time now) const noexcept {
    return (reading_ ? now : paused_at_) - paused_for_;
  }

  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  SubscriptionSettings settings_;
  telemetry::ConnectionProbe& probe_;
  Random& random_;
  std::string socket_id_;  ///< empty while there is no socket
  std::deque<Subscription> subscriptions_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> by_channel_;
  std::set<std::pair<Time, std::size_t>> deadlines_;  ///< of those that have one
  std::set<std::size_t> in_flight_;                   ///< those that await an acknowledgement
  std::deque<Delayed> delayed_;
  std::size_t unwritten_ = 0;  ///< bytes of subscribe messages, since all was written
  bool reading_ = true;
  Time paused_at_{};
  Time::duration paused_for_{};  ///< how long the shell did not read, in all
};

}  // namespace sluice::channels
