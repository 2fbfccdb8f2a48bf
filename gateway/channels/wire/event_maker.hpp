#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/channels/probe/connection_probe.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/core/event.hpp"
#include "gateway/core/time.hpp"

namespace sluice::channels {

/// Makes every event of one connection: counts it, and stores each text that no frame holds. A turn
/// is one input of the session.
class EventMaker {
 public:
  /// `connection` is the name in the configuration. `connection` and `probe` outlive this object.
  EventMaker(std::string_view connection, ConnectionProbe& probe)
      : connection_(connection), probe_(probe) {}

  /// Releases the texts of the turn before.
  void begin_turn() noexcept {
    if (!kept_.empty()) kept_.clear();
  }

  /// Stores the text; the view is valid until the next turn.
  [[nodiscard]] std::string_view keep(std::string text) {
    return kept_.emplace_back(std::move(text));
  }

  /// Fills in the fields that every event has: the connection and the time.
  void deliver(Event event, std::optional<std::size_t> subscription, WallTime now, Actions& out) {
    if (!is_notice(event.kind)) probe_.events[std::size_t(event.kind)].add();
    event.connection = connection_;
    event.received_at = now;
    out.emplace_back(Deliver{event, subscription});
  }

  // The notices: events that no server sent.

  /// A channel was not subscribed for some time; `data` is a JSON object that describes the gap.
  void deliver_gap(std::string_view channel, std::size_t subscription, std::string data,
                   WallTime now, Actions& out);
  void deliver_connected(std::string_view socket_id, WallTime now, Actions& out);
  void deliver_disconnected(LossReason reason, std::optional<int> code, WallTime now, Actions& out);

 private:
  std::string_view connection_;
  ConnectionProbe& probe_;
  std::deque<std::string> kept_;
};

}  // namespace sluice::channels
