#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/channels/auth/attempt.hpp"
#include "gateway/channels/subscription/cache_replay.hpp"
#include "gateway/channels/subscription/channel_keys.hpp"
#include "gateway/channels/subscription/gap.hpp"
#include "gateway/channels/subscription/members.hpp"
#include "gateway/core/names.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::channels {

/// One channel: whether it is wanted, and how far it has come on the current socket. Each change is
/// a transition; what is legal after each is asserted in check().
///
/// A channel has one subscribe message in flight at most. What is wanted may change at any moment:
/// a message that is in flight is waited for and then taken back. An unsubscribe message is never
/// acknowledged, so it needs no waiting for.
class Subscription {
 public:
  using State = telemetry::SubscriptionState;

  /// Wanted, and not subscribed yet. The durations are those of Attempt.
  Subscription(std::string channel, Duration retry_initial, Duration retry_max);

  /// The channel is wanted, which it was not, or the process has started: a gap begins.
  void want(Moment now);
  /// The channel is wanted no more. True when the server has to be told; while a message is in
  /// flight, its answer is waited for first.
  [[nodiscard]] bool unwant();

  /// A new try on this socket.
  void begin(std::string_view socket);
  /// An authorisation is asked for. Asking has a deadline of its own and always ends in an answer.
  void ask_authorization();
  /// A subscribe message was sent.
  void subscribe(Time now, Duration patience, bool listening);
  /// An unsubscribe message was sent.
  void unsubscribe();

  /// Whether an acknowledgement means anything: it does not after an unsubscribe message.
  [[nodiscard]] bool expects_acknowledgement() const noexcept;
  /// The server says that it has the subscription; `now` is as of CacheReplay.
  void acknowledge(Time now);
  /// The server refused the message in flight. `exists`: because it has the subscription.
  void reject(bool exists);
  /// Nothing is in flight, and nothing is wanted: as if it had never been tried. True when the
  /// server has to be told.
  [[nodiscard]] bool withdraw();
  /// An unsubscribe message was sent that the server may still be busy with; forgets that.
  [[nodiscard]] bool forget_leaving() noexcept;
  /// It did not work, for this reason: the next try comes after a pause. `state` is waiting or
  /// failed.
  void retry_later(State state, telemetry::GapReason reason, Duration at_least, std::string why,
                   Random& random, Time now);
  /// A gap is open until somebody has told of it.
  [[nodiscard]] std::optional<Gap> end_gap() noexcept;

  /// The socket is gone, and this gap begins unless one is open.
  void lose(const Gap& gap);
  /// The same for good: nothing is missed.
  void stop();

  void pause() noexcept { attempt_.pause(); }
  void resume(Time now) noexcept { attempt_.resume(now); }

  [[nodiscard]] const std::string& channel() const noexcept { return channel_; }
  [[nodiscard]] ChannelType type() const noexcept { return type_; }
  [[nodiscard]] bool wanted() const noexcept { return wanted_; }
  [[nodiscard]] State state() const noexcept { return state_; }
  [[nodiscard]] bool subscribed() const noexcept { return state_ == State::subscribed; }
  [[nodiscard]] bool in_flight() const noexcept { return state_ == State::subscribing; }
  [[nodiscard]] const Attempt& attempt() const noexcept { return attempt_; }
  /// While it is wanted and not subscribed, and until that is told.
  [[nodiscard]] const std::optional<Gap>& gap() const noexcept { return gap_; }
  /// Why it is not subscribed, for the status page.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

  /// Who is on a presence channel; as last known, where it is not subscribed.
  [[nodiscard]] const Members& members() const noexcept { return members_; }
  [[nodiscard]] Members& members() noexcept { return members_; }
  /// Of a cache channel.
  [[nodiscard]] CacheReplay& replay() noexcept { return replay_; }
  /// Of an encrypted channel.
  [[nodiscard]] ChannelKeys& keys() noexcept { return keys_; }

 private:
  void forget_socket();
  void check() const;

  std::string channel_;
  ChannelType type_;
  bool wanted_ = true;
  State state_ = State::waiting;
  /// A subscribe message was sent on this socket, and since then neither refused nor taken back.
  bool asked_ = false;
  /// An unsubscribe message was sent on this socket and the server may still be busy with it.
  bool leaving_ = false;
  Attempt attempt_;
  Members members_;
  ChannelKeys keys_;
  std::optional<Gap> gap_;
  CacheReplay replay_;
  std::string problem_;
};

}  // namespace sluice::channels
