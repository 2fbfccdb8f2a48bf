#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <optional>
#include <string>

#include "gateway/channels/publish/event_refusal.hpp"
#include "gateway/channels/publish/ping_barrier.hpp"
#include "gateway/channels/publish/publish_rules.hpp"
#include "gateway/channels/publish/send_rate.hpp"
#include "gateway/channels/subscription/subscriptions.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/channels/wire/closure.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/core/return_choices.hpp"
#include "gateway/core/return_event.hpp"

namespace sluice::channels {

struct ClientEventSettings {
  double rate{};        ///< events per second that the server accepts
  std::size_t burst{};  ///< events that it accepts at once
  std::size_t max_bytes{};
  Confirmation confirm{};
  Duration confirm_timeout{};
  Duration refused_pause{1'000};  ///< after a refusal; grows while a single event is refused
  Duration refused_pause_max{10'000};
  std::uint32_t max_attempts = 8;  ///< refusals of one event before it is given up
};

/// The client events of one connection: those that wait, for the subscription of their channel or
/// for the rate limit, and those that are sent and not confirmed. Keeps the order of each channel.
/// The caller bounds the number of events. event_refusal.cpp reads errors such as 4301, SendRate
/// derives the rate from them, and client_event_answers.cpp has the consequences for the events.
///
/// A refusal does not name its event. Therefore all unconfirmed events wait again. The first of
/// them is then sent alone, so that another refusal is certainly about it; confirmations let more
/// be sent at once. A refusal of the rate lowers the rate. A lasting refusal of an event that was
/// sent alone loses the event. After any other refusal the event is sent again, at most
/// `max_attempts` times in all.
class ClientEvents {
 public:
  /// `subscriptions` and `random` outlive this object.
  ClientEvents(const ClientEventSettings& settings, const Subscriptions& subscriptions,
               Random& random);

  /// Takes an event. It is settled at once when it can never be sent.
  void add(ReturnEvent event, Ticket ticket, Time now, Actions& out);
  /// The event with this ticket must not be sent any more. It is settled as withdrawn at once; an
  /// event that is sent and not confirmed is settled when it would be sent again.
  void withdraw(Ticket ticket, Actions& out);
  /// Sends the events that may be sent now, and settles the overdue ones.
  void send(Time now, Actions& out);
  /// Whether a ping is needed to confirm the events; to be called after send().
  [[nodiscard]] bool wants_ping() const noexcept {
    return settings_.confirm == Confirmation::ping && barrier_.wants_ping();
  }

  void on_pinged();
  void on_pong(Time now, Actions& out);
  void on_subscribed(std::string_view channel, Time now);
  /// The events for this subscription will never be sent.
  void on_unwanted(std::size_t subscription, Actions& out);
  /// The server refused a client event for this reason.
  void on_refused(EventRefusal refusal, const std::string& why, Time now, Actions& out);
  /// The socket is gone: the unconfirmed events wait for the next one.
  void on_lost(const Closure& closure, Time now, Actions& out);
  /// While the shell does not read, no pong can be expected.
  void on_reading(bool reading, Time now) noexcept;
  /// Forgets all events, and settles none.
  void clear();

  /// Events were sent, and the server has not answered for them yet.
  [[nodiscard]] bool awaits_confirmation() const noexcept { return !unconfirmed_.empty(); }

  /// The server does not answer the ping that confirms events, even if it sends other messages.
  [[nodiscard]] bool overdue(Time now) const noexcept { return now >= confirmed_by(); }
  /// The time at which to call send() and overdue() next.
  [[nodiscard]] Time next_deadline() const noexcept;

 private:
  struct Waiting {
    Ticket ticket;
    std::size_t channel;  ///< index of the subscription
    std::string message;
    std::string replaces;
    Time expires_at;
    Time give_up_at;
    Time::duration patience;     ///< the wait for its channel; starts anew after each subscription
    Time ready_since = never;    ///< since then it waits only for the rate limit
    Time::duration throttled{};  ///< the length of its earlier waits for the rate limit
    std::uint32_t sent = 0;
    std::uint32_t refused = 0;
    bool withdrawn = false;
  };
  using Queue = std::list<Waiting>;

  void supersede(Waiting event, Actions& out);
  void enqueue(Queue::const_iterator place, Waiting event);
  void send_some(Time now, Actions& out);
  void drop_overdue(Time now, Actions& out);
  void write(Queue::iterator event, Time now, Actions& out);
  void hold_back(EventRefusal refusal, bool alone, Time now);
  void check() const;
  void put_back(Actions& out);
  void settle(Queue& queue, Queue::iterator event, std::optional<Refusal> refusal, Actions& out);
  [[nodiscard]] bool subscribed(const Waiting& event) const;
  [[nodiscard]] bool awaits_pong() const noexcept { return !unconfirmed_.empty() || at_once_ == 0; }
  [[nodiscard]] Time confirmed_by() const noexcept;

  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  ClientEventSettings settings_;
  const Subscriptions& subscriptions_;
  Random& random_;
  SendRate rate_;
  Backoff pause_;
  PingBarrier barrier_;
  Queue waiting_;
  Queue unconfirmed_;
  /// The largest number of unconfirmed events. 0 after a refusal, until the refused batch can cause
  /// no further refusal.
  std::size_t at_once_ = unlimited;
  Time paused_until_ = Time::min();
  Time wake_at_ = never;     ///< the rate limit allows the next event then
  Time overdue_at_ = never;  ///< no event is overdue before that
  Time awaiting_since_{};    ///< the last pong, or the first event unconfirmed after it
  bool reading_ = true;
};

}  // namespace sluice::channels
