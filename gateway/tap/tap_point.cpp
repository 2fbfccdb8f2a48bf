#include "gateway/tap/tap_point.hpp"

#include <algorithm>
#include <utility>

#include "gateway/core/error.hpp"

namespace sluice::tap {
namespace {

/// Each has a bit.
constexpr std::size_t taps_max = 32;

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
  share_out();
  taps_.push_back({.id = id, .filter = std::move(filter)});
  SLUICE_ASSERT(taps_.size() <= taps_max, "the process has few taps");
  after_change();
}

void TapPoint::remove(TapId id) {
  share_out();
  std::erase_if(taps_, [id](const Tap& tap) { return tap.id == id; });
  taken_ = 0;
  after_change();
}

TapCatch TapPoint::take(TapId id, Time now) {
  share_out();
  const auto found = std::ranges::find(taps_, id, &Tap::id);
  if (found == taps_.end()) return {};
  found->budget.renew(now);
  after_change();
  return std::exchange(found->caught, {});
}

/// What was counted for all belongs to those who take its kind.
void TapPoint::share_out() noexcept {
  for (std::size_t kind = 0; kind < passed_over_.size(); ++kind) {
    for (Tap& tap : taps_) {
      if (tap.filter.takes(static_cast<TapKind>(kind)))
        tap.caught.passed_over += passed_over_[kind];
    }
  }
  passed_over_ = {};
}

void TapPoint::after_change() noexcept {
  is_spent_ = !taps_.empty() && std::ranges::all_of(taps_, [](const Tap& tap) {
    return tap.filter.is_wide() && tap.budget.is_spent();
  });
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
  after_change();
}

void TapPoint::begin(const Event& event) noexcept {
  taken_ = 0;
  for (std::size_t i = 0; i < taps_.size(); ++i) {
    if (taps_[i].filter.takes(names_of(event))) taken_ |= 1U << i;
  }
}

void TapPoint::show(const Event& event) {
  for (std::size_t i = 0; i < taps_.size(); ++i) {
    Tap& tap = taps_[i];
    if ((taken_ & (1U << i)) == 0 || !tap.filter.takes(TapKind::event)) continue;
    catch_one(tap, [&] {
      auto item = item_of(TapKind::event, event);
      const auto data = text_of_data(event.data);
      item.data = data;
      return json_of(item, tap.filter.shows_payload(event.channel));
    });
  }
}

void TapPoint::on_record(const Event& event, const OfferedRecord& record) {
  for (std::size_t i = 0; i < taps_.size(); ++i) {
    Tap& tap = taps_[i];
    if ((taken_ & (1U << i)) == 0 || !tap.filter.takes(TapKind::record)) continue;
    if (!tap.filter.takes_sink(find(sinks_, record.sink))) continue;
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
  if (counts_only(TapKind::message)) return;
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
