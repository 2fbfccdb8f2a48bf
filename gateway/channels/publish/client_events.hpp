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
  double rate = 10;        ///< events a second that the server takes
  std::size_t burst = 10;  ///< that many of them at once
  std::size_t max_bytes = 10 * 1024;
  Confirmation confirm = Confirmation::ping;
  Duration confirm_timeout{30'000};
  Duration refused_pause{1'000};  ///< after a refusal; grows while one event alone is refused
  Duration refused_pause_max{10'000};
  std::uint32_t max_attempts = 8;  ///< refusals of one event before it is given up
};

/// The client events of one connection that are to be published: those that wait, for their channel
/// to be subscribed or for the rate limit, and those that are sent and not confirmed. Keeps the
/// order of each channel. Bounded only by who feeds it. Errors such as 4301 are read in
/// event_refusal.cpp, and the rate that follows from them is SendRate's; the consequences for the
/// events stand in client_event_answers.cpp.
///
/// A refusal does not name the event. All that is unconfirmed waits again, and is sent again: first
/// one event alone, so that the next refusal is known to be of that one, and more at once as they
/// are confirmed. A refusal of the rate lowers the rate. A lasting refusal of an event that was
/// sent alone loses the event; after any other the event is sent again, `max_attempts` times in
/// all.
class ClientEvents {
 public:
  /// `subscriptions` and `random` outlive it.
  ClientEvents(const ClientEventSettings& settings, const Subscriptions& subscriptions,
               Random& random);

  /// Settled at once when it can never be sent.
  void add(ReturnEvent event, Ticket ticket, Time now, Actions& out);
  /// The event with this ticket is not written any more. It is settled as withdrawn at once, or,
  /// where it was written and not confirmed, when it would be sent again.
  void withdraw(Ticket ticket, Actions& out);
  /// Sends what may be sent now, settles what is overdue.
  void send(Time now, Actions& out);
  /// To be asked after send(): a ping is needed to confirm what was sent.
  [[nodiscard]] bool wants_ping() const noexcept {
    return settings_.confirm == Confirmation::ping && barrier_.wants_ping();
  }

  void on_pinged();
  void on_pong(Time now, Actions& out);
  void on_subscribed(std::string_view channel, Time now);
  /// What waits for this subscription will never be sent.
  void on_unwanted(std::size_t subscription, Actions& out);
  /// The server has refused a client event, for this reason.
  void on_refused(EventRefusal refusal, const std::string& why, Time now, Actions& out);
  /// The socket is gone: what was not confirmed waits for the next one.
  void on_lost(const Closure& closure, Time now, Actions& out);
  /// While the shell does not read, no pong can be expected.
  void on_reading(bool reading, Time now) noexcept;
  /// Forgets everything, and settles nothing.
  void clear();

  /// Events were sent of which the server has said nothing yet.
  [[nodiscard]] bool awaits_confirmation() const noexcept { return !unconfirmed_.empty(); }

  /// The server is heard, perhaps, but does not answer the ping that would confirm events.
  [[nodiscard]] bool overdue(Time now) const noexcept { return now >= confirmed_by(); }
  /// When to call send(), or that overdue() may be true.
  [[nodiscard]] Time next_deadline() const noexcept;

 private:
  struct Waiting {
    Ticket ticket;
    std::size_t channel;  ///< index of the subscription
    std::string message;
    std::string replaces;
    Time expires_at;
    Time give_up_at;
    Time::duration patience;     ///< for its channel; begins anew whenever that was subscribed
    Time ready_since = never;    ///< waits for nothing but the rate limit
    Time::duration throttled{};  ///< how long it did so before
    std::uint32_t sent = 0;
    std::uint32_t refused = 0;
    bool withdrawn = false;
  };
  using Queue = std::list<Waiting>;

  [[nodiscard]] std::optional<Refusal> prepare(ReturnEvent& event) const;
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
  /// How many may be unconfirmed. 0 after a refusal, until the same batch can be refused no more.
  std::size_t at_once_ = unlimited;
  Time paused_until_ = Time::min();
  Time wake_at_ = never;     ///< the rate limit lets the next event through
  Time overdue_at_ = never;  ///< no event is overdue before that
  Time awaiting_since_{};    ///< last pong, or the first event unconfirmed after it
  bool reading_ = true;
};

}  // namespace sluice::channels
