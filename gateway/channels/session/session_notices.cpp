// The part of Session that tells of itself: events that no server has sent.
#include <fmt/format.h>

#include <utility>

#include "gateway/channels/session/session.hpp"

namespace sluice::channels {

void Session::tell_of_gap(std::size_t index, Moment now, Actions& out) {
  auto& subscription = subscriptions_.at(index);
  const auto gap = std::exchange(subscription.gap, std::nullopt);
  if (!gap) return;  // acknowledged twice
  probe_.gaps[std::size_t(gap->reason)].add();
  probe_.gap_ms.add(static_cast<std::uint64_t>(length(*gap, now).count()));
  event_maker_.deliver({.kind = EventKind::gap,
                        .channel = subscription.channel,
                        .name = "sluice:gap",
                        .data = event_maker_.keep(gap_data(*gap, now))},
                       index, now.wall, out);
}

void Session::tell_of_connection(Moment now, Actions& out) {
  event_maker_.deliver(
      {.kind = EventKind::connection,
       .name = "sluice:connected",
       .data = event_maker_.keep(fmt::format(R"({{"socket_id":"{}"}})", socket_id()))},
      std::nullopt, now.wall, out);
}

void Session::tell_of_loss(telemetry::LossReason reason, std::optional<int> code, Moment now,
                           Actions& out) {
  auto data = fmt::format(R"({{"reason":"{}")", to_string(reason));
  if (code) data += fmt::format(R"(,"code":{})", *code);
  event_maker_.deliver({.kind = EventKind::connection,
                        .name = "sluice:disconnected",
                        .data = event_maker_.keep(std::move(data += '}'))},
                       std::nullopt, now.wall, out);
}

}  // namespace sluice::channels
