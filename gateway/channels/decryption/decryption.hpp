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
  bool decrypt{};                           ///< false: the ciphertext is delivered unchanged
  bool ask_again{};                         ///< whether an endpoint can be asked for another key
  Duration key_timeout{10'000};             ///< the longest wait of events for a key
  std::size_t waiting_max = 1'000;          ///< events of one channel that may wait
  std::size_t waiting_bytes_max = 4 << 20;  ///< the memory of those events, in bytes
  /// The previous key still opens events for this time, because publishers change one by one.
  Duration key_kept{300'000};
  Duration pause_after_success{1'000};  ///< before a key is asked for again
  Duration pause_initial{10'000};  ///< the same after an answer that did not help; doubles each
                                   ///< time
  Duration pause_max{600'000};
};

/// Opens the events of one connection's encrypted channels and delivers the plaintext in the order
/// of arrival.
///
/// An event that does not open may mean that the key has changed. The class asks for the key once,
/// and the channel's events wait for the answer. An event that no key opens is delivered unchanged
/// as `undecryptable`, so that a route can keep it. The same holds for an event that waits too
/// long, exceeds the limits, or is malformed. Anyone who can publish can send such events, so
/// requests for a key are limited.
class Decryption {
 public:
  /// The references outlive this object. The keys of a channel belong to its subscription.
  Decryption(const DecryptionSettings& settings, Subscriptions& subscriptions,
             EventMaker& event_maker, ConnectionProbe& probe);

  /// Whether the events of this channel go to take().
  [[nodiscard]] bool wants(const Subscription& subscription) const noexcept {
    return settings_.decrypt && subscription.type() == ChannelType::encrypted;
  }

  /// `event` is as received; EnvelopeParser::padding bytes behind its data are readable.
  void take(Event event, std::size_t subscription, Moment now, Actions& out);
  /// The answer to a request for a key.
  void on_auth(const RequestAuth& request, const AuthAnswer& answer, Time now, Actions& out);
  void on_deadline(Time now, Actions& out);
  /// The socket is gone: all waiting events leave.
  void lose(Actions& out);

  [[nodiscard]] Time next_deadline() const;

 private:
  using Reason = UndecryptableReason;

  struct Waiting {
    Event event;  ///< its views point to the strings below
    std::string name;
    std::string user_id;
    std::string data;
    std::optional<SecretBox> box;  ///< empty when it is malformed
    [[nodiscard]] std::size_t bytes() const noexcept;
  };

  /// The state of one channel, besides its keys.
  struct Lane {
    std::size_t subscription;
    Attempt attempt;  ///< to get another key
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
  ConnectionProbe& probe_;
  std::unordered_map<std::size_t, Lane> lanes_;  ///< by subscription index
  Sparing complaints_{Duration(10'000)};         ///< about events that did not open

  // Scratch memory for the current event.
  SealedDataReader reader_;
  SecretBox box_;
  std::string plaintext_;
  std::string data_;  ///< the plaintext as a JSON string
};

}  // namespace sluice::channels
