#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/channels/publish/api_request.hpp"
#include "gateway/channels/publish/publish_rules.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/channels/wire/closure.hpp"
#include "gateway/channels/wire/http_answer.hpp"
#include "gateway/core/backoff.hpp"

namespace sluice::channels {

struct ApiSettings {
  ApiApp app;
  std::size_t max_bytes{};  ///< of an event's data
  Duration retry_initial{500};
  Duration retry_max{30'000};
};

/// Publishes events through the HTTP API of one app, in order per channel: one request at a time,
/// with all events that have come meanwhile, up to api_batch_max. A missing answer, a 408, a 429, a
/// 5xx, a redirection, a proxy's answer and a refusal of our clock lead to another request after a
/// backoff, until the events expire. A batch that is refused, or has failed several times, is split
/// into single events: only the bad one is lost, and an event that fails forever holds up only its
/// own channel. The caller bounds the number of events.
///
/// Performs no I/O and reads no clock: the shell posts the request of next() and reports the
/// answer.
class ApiPublisher {
 public:
  /// `random` outlives this object.
  ApiPublisher(ApiSettings settings, Random& random);

  /// Takes an event. It is settled at once when it can never be published.
  void add(ReturnEvent event, Ticket ticket, Actions& out);
  /// The event with this ticket must not be posted any more. It is settled as withdrawn at once;
  /// while its request is under way, it is settled when it would be posted again.
  void withdraw(Ticket ticket, Actions& out);
  /// The request to be posted now, if any. It is under way until on_answer or on_failure. Settles
  /// events that have expired. `socket_id`: see publish_request.
  [[nodiscard]] std::optional<ApiRequest> next(Moment now, std::string_view socket_id,
                                               Actions& out);
  /// The answer to the request under way.
  void on_answer(const HttpAnswer& answer, Moment now, Actions& out);
  /// The request under way got no answer.
  void on_failure(std::string why, Time now, Actions& out) {
    try_later(std::move(why), Duration(0), now, out);
  }

  /// The time at which next() may return a request, unless an answer comes first.
  [[nodiscard]] Time next_deadline() const noexcept;

 private:
  struct Waiting {
    Ticket ticket;
    ReturnEvent event;
    std::uint32_t tries = 0;
    bool alone = false;  ///< must be posted in a request of its own
    bool withdrawn = false;
    Time held_until = Time::min();  ///< it failed alone; later events of its channel wait behind it
  };
  using Queue = std::list<Waiting>;

  void try_later(std::string why, Duration at_least, Time now, Actions& out);
  void drop_stale(Time now, Actions& out);
  void put_back(Actions& out);
  void post_alone();
  void set_aside(Time now);
  /// The events for a request now; without any, the time at which there will be some.
  struct Choice {
    std::vector<Queue::iterator> events{};
    Time at = never;
  };
  [[nodiscard]] Choice choose(Time now);
  void report(telemetry::Level level, std::string_view what, std::string why, Actions& out);
  void settle(Queue& queue, Queue::iterator one, const std::optional<Refusal>& refusal,
              Actions& out);

  ApiSettings settings_;
  Random& random_;
  Backoff backoff_;
  Queue under_way_;  ///< the events of the unanswered request
  Queue waiting_;
  Time retry_at_ = Time::min();
  Time eligible_at_ = Time::min();  ///< no waiting event may be posted before that
  Time stale_at_ = never;           ///< no waiting event expires before that
  bool failing_ = false;            ///< the last request failed, and this was reported
};

}  // namespace sluice::channels
