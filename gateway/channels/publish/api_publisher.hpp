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
  std::size_t max_bytes = 10 * 1024;  ///< of an event's data
  Duration retry_initial{500};
  Duration retry_max{30'000};
};

/// Publishes events through the HTTP API of one app, those of a channel in their order: one request
/// at a time, of as many events as have come meanwhile. What is not answered, or answered with a
/// 408, 429, 5xx, a redirection or by a proxy, or refused for the clock alone, is asked again with
/// a backoff, for as long as the events are good. A batch that is refused, or has failed some
/// times, is asked again event by event: only the bad one is lost, and one that fails for ever
/// holds up its own channel only. Bounded only by who feeds it.
///
/// Performs no I/O and reads no clock: the shell posts what next() says and tells what came of it.
class ApiPublisher {
 public:
  /// `random` outlives it.
  ApiPublisher(ApiSettings settings, Random& random);

  /// Settled at once when it can never be published.
  void add(ReturnEvent event, Ticket ticket, Actions& out);
  /// The event with this ticket is not posted any more. It is settled as withdrawn at once, or,
  /// while it is posted, when it would be posted again.
  void withdraw(Ticket ticket, Actions& out);
  /// The request to be posted now, if any. One is under way from here until it is answered. Events
  /// that have become stale are settled. `socket_id`: see publish_request.
  [[nodiscard]] std::optional<ApiRequest> next(Moment now, std::string_view socket_id,
                                               Actions& out);
  /// The answer to the request under way.
  void on_answer(const HttpAnswer& answer, Moment now, Actions& out);
  /// There was none.
  void on_failure(std::string why, Time now, Actions& out) {
    try_later(std::move(why), Duration(0), now, out);
  }

  /// When next() may have something to do, unless an answer comes first.
  [[nodiscard]] Time next_deadline() const noexcept;

 private:
  struct Waiting {
    Ticket ticket;
    ReturnEvent event;
    std::uint32_t tries = 0;
    bool alone = false;  ///< is posted in a request of its own
    bool withdrawn = false;
    Time held_until = Time::min();  ///< failed alone; later ones of its channel wait behind it
  };
  using Queue = std::list<Waiting>;

  void try_later(std::string why, Duration at_least, Time now, Actions& out);
  void drop_stale(Time now, Actions& out);
  void put_back(Actions& out);
  void post_alone();
  void set_aside(Time now);
  /// The events that a request may have now, and when there will be some if there are none.
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
  Queue under_way_;  ///< of the request that is not answered
  Queue waiting_;
  Time retry_at_ = Time::min();
  Time eligible_at_ = Time::min();  ///< no event that waits may be posted before that
  Time stale_at_ = never;           ///< nothing waiting is stale before that
  bool failing_ = false;            ///< and said so
};

}  // namespace sluice::channels
