#pragma once

#include <array>
#include <functional>

#include "gateway/core/event.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/reading_turns.hpp"
#include "gateway/relay/router.hpp"
#include "gateway/tap/tap_point.hpp"
#include "gateway/telemetry/counter.hpp"

namespace sluice::relay {

/// Events that no route matched, by kind.
using UnroutedCounts = std::array<telemetry::Counter, enum_count<EventKind>>;

/// Takes each event of one shard to the outboxes of its routes, rendered in place. Lives on the
/// shard's thread. Router and outboxes outlive it.
class Relay {
 public:
  Relay(const Router& router, ById<SinkId, Outbox> outboxes);
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  /// `routes` are those of the event's channel; `probe` belongs to its connection. Allocates
  /// nothing once the outboxes are warm.
  void on_event(const Event& event, const ChannelRoutes& routes, UnroutedCounts& unrouted);

  /// Removes the row of the member who left, at `route` alone: nobody else heard of the member.
  void remove_row(const Event& departure, const Route& route);

  /// False while an outbox with the policy `block` is full: the shell must then stop reading.
  [[nodiscard]] bool wants_events() const noexcept;

  /// One more sink, for routes that come. The outbox outlives the relay, or its removal.
  void add(SinkId sink, Outbox& outbox);
  /// No event that comes later has a route to this sink.
  void remove(SinkId sink);

  /// From now on the shard's taps see the events and what is offered of them. `taps` outlives the
  /// relay.
  void set_taps(tap::TapPoint& taps) noexcept { taps_ = &taps; }

  /// Decides which reader may read.
  [[nodiscard]] ReadingTurns& turns() noexcept { return turns_; }

  /// Called each time wants_events() becomes true again.
  void set_on_wants_events(std::function<void()> callback);

 private:
  /// Null where nobody watches.
  [[nodiscard]] tap::TapPoint* open_taps() const noexcept {
    return taps_ != nullptr && taps_->is_open() ? taps_ : nullptr;
  }
  void offer(const Event& event, const Route& route);
  void listen_to(Outbox& outbox);
  void on_outbox_wants_events();

  ById<SinkId, Outbox> outboxes_;
  ReadingTurns turns_{[this] { return wants_events(); }};
  std::function<void()> on_wants_events_;
  tap::TapPoint* taps_ = nullptr;
};

}  // namespace sluice::relay
