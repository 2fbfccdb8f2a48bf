#include "gateway/channels/wire/event_maker.hpp"

#include <fmt/format.h>

#include <utility>

namespace sluice::channels {

void EventMaker::deliver_gap(std::string_view channel, std::size_t subscription, std::string data,
                             WallTime now, Actions& out) {
  deliver({.kind = EventKind::gap,
           .channel = channel,
           .name = "sluice:gap",
           .data = keep(std::move(data))},
          subscription, now, out);
}

void EventMaker::deliver_connected(std::string_view socket_id, WallTime now, Actions& out) {
  deliver({.kind = EventKind::connection,
           .name = "sluice:connected",
           .data = keep(fmt::format(R"({{"socket_id":"{}"}})", socket_id))},
          std::nullopt, now, out);
}

void EventMaker::deliver_disconnected(LossReason reason, std::optional<int> code, WallTime now,
                                      Actions& out) {
  auto data = fmt::format(R"({{"reason":"{}")", to_string(reason));
  if (code) data += fmt::format(R"(,"code":{})", *code);
  deliver({.kind = EventKind::connection,
           .name = "sluice:disconnected",
           .data = keep(std::move(data += '}'))},
          std::nullopt, now, out);
}

}  // namespace sluice::channels
