#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/channels/auth/auth_answer.hpp"
#include "gateway/channels/auth/auth_signature.hpp"
#include "gateway/channels/subscription/cache_replay.hpp"
#include "gateway/channels/subscription/gap.hpp"
#include "gateway/channels/subscription/members.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/core/names.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::channels {

struct SubscriptionSettings {
  std::optional<Signer> signer;  ///< sign here; without it the endpoint is asked
  Duration acknowledge_timeout{15'000};
  Duration retry_initial{1'000};
  Duration retry_max{60'000};
  Duration refused_retry{60'000};  ///< after a permanent refusal
};

/// One channel: whether it is wanted, and how far it has come on the current socket.
struct Subscription {
  std::string channel;
  ChannelType type;
  bool wanted = true;
  telemetry::SubscriptionState state = telemetry::SubscriptionState::waiting;
  /// A subscribe message was sent on this socket, and since then neither refused nor taken back.
  bool asked = false;
  /// An unsubscribe message was sent on this socket and the server may still be busy with it.
  bool leaving = false;
  /// Counts the tries; an authorisation that was asked for an earlier one is stale.
  std::uint32_t generation = 0;
  Time deadline = never;  ///< of the acknowledgement, or of the next try
  Backoff retry;
  Members members;  ///< on presence channels; as last known, where it is not subscribed
  std::optional<SecretKey> shared_secret{};  ///< of an encrypted channel, since it was authorised
  std::optional<Gap> gap{};  ///< while it is wanted and not subscribed, and until that is told
  CacheReplay replay{};      ///< on cache channels
  std::string problem;       ///< why it is not subscribed, for the status page
};

/// All channels of one connection. Each goes its own way: a channel that fails never holds up
/// another.
///
/// A channel has one subscribe message in flight at most. What is wanted may change at any moment:
/// one that is in flight is waited for and then taken back. An unsubscribe message is never
/// acknowledged, so it needs no waiting for.
class Subscriptions {
 public:
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
  /// A pusher:error that names no channel: it is about the pending channel its message mentions, or
  /// the only pending one. False when it is about neither.
  bool on_error(const ServerError& error, Time now, Actions& out);
  void on_deadline(Time now, Actions& out);
  /// Shows how many members there are; for whoever changed them.
  void count_members();

  /// Whether channels are wanted that need authorisation, and none of them is subscribed.
  [[nodiscard]] bool lack_authorization() const noexcept;
  [[nodiscard]] Time next_deadline() const;
  /// Empty while there is no socket.
  [[nodiscard]] const std::string& socket_id() const noexcept { return socket_id_; }
  /// Of a channel that is wanted.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view channel) const;
  [[nodiscard]] Subscription& at(std::size_t index) { return subscriptions_[index]; }
  /// Those that are wanted no more among them.
  [[nodiscard]] const std::deque<Subscription>& all() const noexcept { return subscriptions_; }

 private:
  /// Of a channel that is or was wanted.
  [[nodiscard]] std::optional<std::size_t> index_of(std::string_view channel) const;
  Subscription* known(std::string_view channel);
  std::size_t add(std::string_view channel);
  void begin(std::size_t index, Time now, Actions& out);
  void subscribe(std::size_t index, const Authorization* authorization, Time now, Actions& out);
  void unsubscribe(Subscription& subscription, Actions& out);
  void take_back(Subscription& subscription, Actions& out);
  void end_unanswered(Subscription& subscription, Time now, Actions& out);
  void refuse(Subscription& subscription, const ServerError& error, bool passing, Time now,
              Actions& out);
  void begin_afresh(Subscription& subscription, const std::string& why, Time now, Actions& out);
  void retry_later(Subscription& subscription, telemetry::GapReason reason, Duration at_least,
                   std::string why, Time now);
  void forget_socket();
  void enter(Subscription& subscription, telemetry::SubscriptionState state);

  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  SubscriptionSettings settings_;
  telemetry::ConnectionProbe& probe_;
  Random& random_;
  std::string socket_id_;  ///< empty while there is no socket
  std::deque<Subscription> subscriptions_;
  std::unordered_map<std::string, std::size_t, Hash, std::equal_to<>> by_channel_;
};

}  // namespace sluice::channels
