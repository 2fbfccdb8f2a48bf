#include "gateway/tap/tap_point.hpp"

#include <algorithm>
#include <utility>

namespace sluice::tap {
namespace {

TapNames names_of(const Event& event) noexcept {
  return {event.connection, event.channel, event.name};
}

TapItem item_of(TapKind kind, const Event& event) noexcept {
  return {.kind = kind,
          .time = event.received_at,
          .names = names_of(event),
          .event_kind = event.kind,
          .user_id = event.user_id,
          .sequence = event.sequence};
}

}  // namespace

void TapPoint::add(TapId id, TapFilter filter) {
  taps_.push_back({.id = id, .filter = std::move(filter)});
}

void TapPoint::remove(TapId id) {
  std::erase_if(taps_, [id](const Tap& tap) { return tap.id == id; });
}

TapCatch TapPoint::take(TapId id, Time now) {
  const auto found = std::ranges::find(taps_, id, &Tap::id);
  if (found == taps_.end()) return {};
  found->budget.renew(now);
  return std::exchange(found->caught, {});
}

template <class Id>
std::string_view TapPoint::find(const Named<Id>& names, Id id) {
  const auto found = names.find(id);
  return found == names.end() ? std::string_view{} : found->second;
}

/// `make` is called only while there is room.
template <class Make>
void TapPoint::catch_one(Tap& tap, Make make) {
  if (!tap.budget.is_spent()) {
    auto item = make();
    if (tap.budget.take(item.size())) {
      tap.caught.items.push_back(std::move(item));
      return;
    }
  }
  ++tap.caught.passed_over;
}

void TapPoint::on_event(const Event& event) {
  for (Tap& tap : taps_) {
    if (!tap.filter.takes(TapKind::event, names_of(event))) continue;
    catch_one(tap, [&] {
      auto item = item_of(TapKind::event, event);
      const auto data = text_of_data(event.data);
      item.data = data;
      return json_of(item, tap.filter.shows_payload(event.channel));
    });
  }
}

void TapPoint::on_record(const Event& event, const OfferedRecord& record) {
  for (Tap& tap : taps_) {
    if (!tap.filter.takes(TapKind::record, names_of(event))) continue;
    if (!tap.filter.any_sink() && !tap.filter.takes_sink(find(sinks_, record.sink))) continue;
    catch_one(tap, [&] {
      auto item = item_of(TapKind::record, event);
      item.sink = find(sinks_, record.sink);
      item.topic = record.topic;
      item.key = record.key;
      item.data = record.payload;
      return json_of(item, tap.filter.shows_payload(event.channel));
    });
  }
}

void TapPoint::on_message(const ReturnedMessage& message) {
  const TapNames names{find(connections_, message.connection), message.channel, message.event};
  for (Tap& tap : taps_) {
    if (!tap.filter.takes(TapKind::message, names)) continue;
    catch_one(tap, [&] {
      return json_of({.kind = TapKind::message,
                      .time = message.time,
                      .names = names,
                      .sink = {},
                      .source = find(sources_, message.source),
                      .back = message.back,
                      .topic = message.topic,
                      .key = message.key,
                      .data = message.data,
                      .loss = message.loss,
                      .detail = message.detail},
                     tap.filter.shows_payload(message.channel));
    });
  }
}

}  // namespace sluice::tap
