#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/channels/auth/attempt.hpp"
#include "gateway/channels/probe/connection_probe.hpp"
#include "gateway/channels/subscription/cache_replay.hpp"
#include "gateway/channels/subscription/channel_history.hpp"
#include "gateway/channels/subscription/channel_keys.hpp"
#include "gateway/channels/subscription/gap.hpp"
#include "gateway/channels/subscription/members.hpp"
#include "gateway/core/protocol_names.hpp"

namespace sluice::channels {

/// One channel: whether it is wanted, and its progress on the current socket. Each change is a
/// transition; check() asserts the invariants after each.
///
/// A channel has at most one subscribe message in flight. The wish may change at any moment: the
/// class waits for the answer to a message in flight and then unsubscribes. The server never
/// acknowledges an unsubscribe message, so no wait follows it.
class Subscription {
 public:
  using State = SubscriptionState;

  /// The channel is wanted and not subscribed. The durations are those of Attempt.
  Subscription(std::string channel, Duration retry_initial, Duration retry_max);

  /// The channel becomes wanted, or the process has started: a gap begins.
  void want(Moment now);
  /// After want(): knows what the subscription of the connection before knows, and has a gap only
  /// where that one has.
  void succeed(const Subscription& before);
  /// The channel is wanted no more. True when the caller must send an unsubscribe message. False
  /// while a subscribe message is in flight: its answer comes first.
  [[nodiscard]] bool unwant();

  /// Begins an attempt on this socket.
  void begin(std::string_view socket);
  /// The session asked for an authorisation. The request has its own deadline and always ends in an
  /// answer.
  void ask_authorization();
  /// A subscribe message was sent.
  void subscribe(Time now, Duration patience, bool listening);
  /// An unsubscribe message was sent.
  void unsubscribe();

  /// Whether an acknowledgement has a meaning: it has none after an unsubscribe message.
  [[nodiscard]] bool expects_acknowledgement() const noexcept;
  /// The server acknowledged the subscription; `now` is as in CacheReplay.
  void acknowledge(Time now);
  /// The server refused the message in flight. `exists`: because it has the subscription.
  void reject(bool exists);
  /// The channel is not wanted and nothing is in flight: the state becomes that of a new channel.
  /// True when the caller must send an unsubscribe message.
  [[nodiscard]] bool withdraw();
  /// Whether the server may still be busy with an unsubscribe message; forgets that message.
  [[nodiscard]] bool forget_leaving() noexcept;
  /// The attempt failed for this reason: the next one comes after a pause. `state` is waiting or
  /// failed.
  void retry_later(State state, GapReason reason, Duration at_least, std::string why,
                   Random& random, Time now);
  /// Ends the gap and returns it for the report; empty when no gap is open.
  [[nodiscard]] std::optional<Gap> end_gap() noexcept;

  /// The socket is gone; this gap begins unless one is open.
  void lose(const Gap& gap);
  /// The session stops for good: no gap begins.
  void stop();

  void pause() noexcept;
  void resume(Time now) noexcept;

  [[nodiscard]] const std::string& channel() const noexcept { return channel_; }
  [[nodiscard]] ChannelType type() const noexcept { return type_; }
  [[nodiscard]] bool wanted() const noexcept { return wanted_; }
  [[nodiscard]] State state() const noexcept { return state_; }
  [[nodiscard]] bool subscribed() const noexcept { return state_ == State::subscribed; }
  [[nodiscard]] bool in_flight() const noexcept { return state_ == State::subscribing; }
  [[nodiscard]] const Attempt& attempt() const noexcept { return attempt_; }
  /// Set while the channel is wanted and not subscribed, until the gap is reported.
  [[nodiscard]] const std::optional<Gap>& gap() const noexcept { return gap_; }
  /// The reason why the channel is not subscribed, for the status page.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

  /// The members of a presence channel; the last known ones while it is not subscribed.
  [[nodiscard]] const Members& members() const noexcept { return members_; }
  [[nodiscard]] Members& members() noexcept { return members_; }
  /// The member of a presence channel that we are; empty while that is not known.
  [[nodiscard]] const std::string& own_member() const noexcept { return own_member_; }
  void set_own_member(std::string user_id) { own_member_ = std::move(user_id); }
  /// For a cache channel only.
  [[nodiscard]] CacheReplay& replay() noexcept { return replay_; }
  [[nodiscard]] ChannelHistory& history() noexcept { return history_; }
  [[nodiscard]] const ChannelHistory& history() const noexcept { return history_; }
  /// For an encrypted channel only.
  [[nodiscard]] ChannelKeys& keys() noexcept { return keys_; }

 private:
  void forget_socket();
  void check() const;

  std::string channel_;
  ChannelType type_;
  bool wanted_ = true;
  State state_ = State::waiting;
  /// A subscribe message was sent on this socket, and the server has not refused it, nor have we
  /// unsubscribed.
  bool asked_ = false;
  /// An unsubscribe message was sent on this socket; the server may still be busy with it.
  bool leaving_ = false;
  Attempt attempt_;
  Members members_;
  std::string own_member_;
  ChannelKeys keys_;
  std::optional<Gap> gap_;
  CacheReplay replay_;
  ChannelHistory history_;
  std::string problem_;
};

}  // namespace sluice::channels
