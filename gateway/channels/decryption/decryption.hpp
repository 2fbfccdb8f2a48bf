#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "gateway/channels/auth/attempt.hpp"
#include "gateway/channels/decryption/sealed_data.hpp"
#include "gateway/channels/subscription/subscriptions.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/channels/wire/event_maker.hpp"
#include "gateway/channels/wire/secretbox.hpp"
#include "gateway/channels/wire/sparing.hpp"

namespace sluice::channels {

struct DecryptionSettings {
  bool decrypt = true;                      ///< false: ciphertext is delivered as it came
  bool ask_again = true;                    ///< whether there is anybody to ask for another key
  Duration key_timeout{10'000};             ///< how long events wait for a key that was asked for
  std::size_t waiting_max = 1'000;          ///< events of one channel that do
  std::size_t waiting_bytes_max = 4 << 20;  ///< what they may take
  /// How long the key before still opens: publishers change one by one.
  Duration key_kept{300'000};
  Duration pause_after_success{1'000};  ///< before a key is asked for again
  Duration pause_initial{10'000};       ///< the same, after it was of no use; doubles each time
  Duration pause_max{600'000};
};

/// Opens the events of one connection's encrypted channels and delivers what they hold, in the
/// order of their arrival.
///
/// An event that does not open may mean that the key has changed: it is asked for once, and the
/// channel's events wait for the answer. What no key opens is delivered as it came, as
/// `undecryptable`, for a route to keep; so is what waits too long, is too much to wait, or could
/// never be opened. Whoever can publish can send what does not open: so it is not asked for often.
class Decryption {
 public:
  /// All that is referred to outlives it. A channel's keys are its subscription's.
  Decryption(const DecryptionSettings& settings, Subscriptions& subscriptions,
             EventMaker& event_maker, telemetry::ConnectionProbe& probe);

  /// Whether the events of this channel are for take().
  [[nodiscard]] bool wants(const Subscription& subscription) const noexcept {
    return settings_.decrypt && subscription.type() == ChannelType::encrypted;
  }

  /// `event` is as it came; EnvelopeParser::padding bytes behind its data are readable.
  void take(Event event, std::size_t subscription, Moment now, Actions& out);
  /// The answer to a request for a key.
  void on_auth(const RequestAuth& request, const AuthAnswer& answer, Time now, Actions& out);
  void on_deadline(Time now, Actions& out);
  /// The socket is gone: nothing waits any longer.
  void lose(Actions& out);

  [[nodiscard]] Time next_deadline() const;

 private:
  using Reason = telemetry::UndecryptableReason;

  struct Waiting {
    Event event;  ///< its texts are those below
    std::string name;
    std::string user_id;
    std::string data;
    std::optional<SecretBox> box;  ///< empty when it is malformed
    [[nodiscard]] std::size_t bytes() const noexcept;
  };

  /// What there is of one channel besides its keys.
  struct Lane {
    std::size_t subscription;
    Attempt attempt;  ///< to have another key
    std::deque<Waiting> waiting{};
    std::size_t waiting_bytes = 0;
    Time ask_from = Time::min();

    [[nodiscard]] bool asking() const noexcept { return attempt.awaiting(); }
  };

  [[nodiscard]] Lane& lane_of(std::size_t subscription);
  [[nodiscard]] std::optional<Reason> open(const Lane& lane, const SecretBox* box,
                                           Reason otherwise);
  void wait(Lane& lane, const Event& event, bool sealed, Actions& out);
  void ask(Lane& lane, Time now, Actions& out);
  void settle(Lane& lane, const AuthAnswer& answer, Time now, Actions& out);
  bool release(Lane& lane, Reason otherwise, Actions& out);
  void release_all(Lane& lane, Reason otherwise, Actions& out);
  void deliver(const Lane& lane, Event event, std::optional<Reason> failure, Actions& out);
  void complain(const Lane& lane, Reason failure, Time now, Actions& out);

  DecryptionSettings settings_;
  Subscriptions& subscriptions_;
  EventMaker& event_maker_;
  telemetry::ConnectionProbe& probe_;
  std::unordered_map<std::size_t, Lane> lanes_;  ///< by subscription
  Sparing complaints_{Duration(10'000)};         ///< about events that were not opened

  // Of the event at hand; kept for their memory.
  SealedDataReader reader_;
  SecretBox box_;
  std::string plaintext_;
  std::string data_;  ///< the plaintext as a JSON string
};

}  // namespace sluice::channels
