#include "gateway/returns/return_path.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <set>
#include <utility>

#include "gateway/core/error.hpp"
#include "gateway/returns/dead_letter.hpp"
#include "gateway/returns/make_event.hpp"

namespace sluice::returns {
namespace {

std::size_t index(ReturnLoss loss) noexcept {
  return static_cast<std::size_t>(loss);
}

std::size_t bytes_of(const Message& message) noexcept {
  std::size_t bytes = message.topic.size() + message.key.size() + message.payload.size();
  for (const Header& header : message.headers) bytes += header.name.size() + header.value.size();
  return bytes;
}

}  // namespace

ReturnPath::ReturnPath(ReturnPathContext context)
    : context_(std::move(context)),
      returns_(context_.returns.of_source(context_.source)),
      window_(context_.window),
      target_room_(room_of_a_target()) {}

std::size_t ReturnPath::room_of_a_target() const {
  std::set<std::pair<PublishMode, ConnectionId>> outlets;
  for (const Return* each : returns_) {
    for (const auto connection : each->rule.connections) {
      outlets.emplace(each->rule.publish, connection);
    }
  }
  if (outlets.size() < 2) return std::numeric_limits<std::size_t>::max();
  return std::max<std::size_t>(context_.window.max_messages / 2, 1);
}

void ReturnPath::attach(Source& source) {
  SLUICE_ASSERT(source_ == nullptr, "a return path has one source for life");
  source_ = &source;
}

void ReturnPath::set_on_lost(std::function<void(const LostMessage&)> callback) {
  on_lost_ = std::move(callback);
}

void ReturnPath::stop(std::function<void()> through) noexcept {
  stopping_ = true;
  through_ = std::move(through);
  source_->stop([this] {
    quiet_ = true;
    after_change();
  });
}

std::size_t ReturnPath::let_go() noexcept {
  gone_ = true;
  const std::size_t unsettled = deliveries_.size();
  for (const auto& [ticket, delivery] : deliveries_) {
    for (const auto& [outlet, id] : delivery.handed) outlet->withdraw(id);
  }
  deliveries_.clear();
  for (const auto& [by, open] : open_) {
    ReturnProbe& counts = context_.probes.at(by->rule.id);
    counts.pending.add(-static_cast<std::int64_t>(open));
    counts.dropped[index(ReturnLoss::withdrawn)].add(open);
  }
  context_.path_probe.pending.set(0);
  context_.path_probe.blocked.set(0);
  return unsettled;
}

bool ReturnPath::unused() const noexcept {
  return gone_ && std::ranges::all_of(open_, [](const auto& each) { return each.second == 0; });
}

void ReturnPath::on_message(const Message& message, Ticket ticket) noexcept {
  context_.path_probe.received.add();
  context_.path_probe.received_at = context_.loop.now();
  const std::vector<const Return*> taken = takers(message);
  if (taken.empty()) {
    context_.path_probe.unmatched.add();
    return source_->settle(ticket);
  }
  const auto number = ++last_number_;
  const auto bytes = bytes_of(message);
  const bool is_new =
      deliveries_.emplace(ticket.sequence, Delivery{message, number, bytes, taken.size()}).second;
  SLUICE_ASSERT(is_new, "a ticket names one unsettled message");
  window_.add(bytes);
  MessageReader reader{message};
  for (const Return* each : taken) send({each, ticket, number, context_.loop.now()}, reader);
  after_change();
}

void ReturnPath::on_withdrawn(Ticket ticket) noexcept {
  const auto found = deliveries_.find(ticket.sequence);
  if (found == deliveries_.end()) return;
  // Its events are counted with their outcomes. The new owner of the message may publish a newer
  // one at any moment, and an event not yet written must not follow that.
  const Delivery withdrawn = std::move(found->second);
  deliveries_.erase(found);
  window_.remove(withdrawn.bytes);
  if (stopping_) context_.path_probe.left.add(1);
  for (const auto& [outlet, id] : withdrawn.handed) outlet->withdraw(id);
  after_change();
}

std::vector<const Return*> ReturnPath::takers(const Message& message) const {
  std::vector<const Return*> taken;
  for (const Return* each : returns_) {
    if (each->takes(message)) taken.push_back(each);
  }
  return taken;
}

void ReturnPath::send(const Share& share, MessageReader& reader) {
  probe(share).received.add();
  probe(share).pending.add(1);
  ++open_[share.by];
  auto made =
      make_event(*share.by, reader, {share.arrived, context_.wall_clock(), context_.origin});
  if (made) {
    hand_over(share, *std::move(made));
  } else {
    lose(share, made.error().loss, made.error().detail);
  }
}

void ReturnPath::hand_over(Share share, ReturnEvent event) {
  const auto& outlets =
      share.by->rule.publish == PublishMode::http ? context_.http : context_.client_events;
  Outlet* const outlet = &outlets.at(context_.returns.connection_for(*share.by, event.channel));
  if (context_.taps != nullptr && context_.taps->is_open()) show(share, event);
  event.id = {context_.source, ++last_publication_};
  if (Delivery* const delivery = find(share)) delivery->handed.push_back({outlet, event.id});
  share.outlet = outlet;
  take_room(share);
  outlet->publish(std::move(event),
                  [this, share](const ReturnOutcome& outcome) { on_outcome(share, outcome); });
}

void ReturnPath::show(const Share& share, const ReturnEvent& event) {
  const Delivery* const delivery = find(share);
  context_.taps->on_message(
      {.source = context_.source,
       .back = probe(share).name,
       .time = context_.wall_clock(),
       .topic = delivery == nullptr ? "" : delivery->message.topic,
       .key = delivery == nullptr ? "" : delivery->message.key,
       .connection = context_.returns.connection_for(*share.by, event.channel),
       .channel = event.channel,
       .event = event.name,
       .data = event.data});
}

/// Its event is gone, or was never made.
void ReturnPath::show_loss(const Share& share, ReturnLoss loss, std::string_view detail) {
  const Delivery* const delivery = find(share);
  tap::ReturnedMessage shown{.source = context_.source,
                             .back = probe(share).name,
                             .time = context_.wall_clock(),
                             .loss = loss,
                             .detail = detail};
  if (delivery != nullptr) {
    shown.topic = delivery->message.topic;
    shown.key = delivery->message.key;
    shown.data = delivery->message.payload;
  }
  context_.taps->on_message(shown);
}

void ReturnPath::take_room(const Share& share) {
  Target& target = targets_.try_emplace(share.outlet, Target{targets_.size()}).first->second;
  if (++target.pending < target_room_) return;
  target.full = true;
  source_->hold(share.ticket, target.holder);
}

void ReturnPath::give_room(const Share& share) {
  Target& target = targets_.at(share.outlet);
  --target.pending;
  if (!target.full || target.pending > target_room_ / 2) return;
  target.full = false;
  source_->release(target.holder);
}

void ReturnPath::on_outcome(const Share& share, const ReturnOutcome& outcome) {
  if (gone_) return end(share);
  give_room(share);
  const std::chrono::duration<double> taken = context_.loop.now() - share.arrived;
  ReturnProbe& counts = probe(share);
  counts.seconds.observe(taken.count());
  counts.retries.add(outcome.retries);
  counts.throttled_ms.add(static_cast<std::uint64_t>(outcome.throttled.count()));
  if (outcome.loss) {
    lose(share, *outcome.loss, outcome.detail);
  } else {
    counts.sent.add();
    finish(share);
  }
  after_change();
}

void ReturnPath::lose(const Share& share, ReturnLoss loss, std::string_view detail) {
  if (context_.taps != nullptr && context_.taps->is_open()) show_loss(share, loss, detail);
  const Delivery* const delivery = find(share);
  const auto& topic = share.by->rule.dead_letter;
  if (topic && delivery != nullptr && can_never_be_sent(loss)) {
    report_lost(share, loss, detail);
    const DeadLetter letter{delivery->message,     probe(share).name, loss, detail,
                            context_.wall_clock(), context_.origin};
    return offer_dead_letter(
        letter, *topic, context_.outboxes.at(topic->sink),
        [this, share, loss](std::optional<Outcome> outcome) { on_letter(share, loss, outcome); });
  }
  probe(share).dropped[index(loss)].add();
  report_lost(share, loss, detail);
  finish(share);
}

void ReturnPath::report_lost(const Share& share, ReturnLoss loss, std::string_view detail) {
  if (!can_never_be_sent(loss) || !on_lost_) return;
  const Delivery* const delivery = find(share);
  const std::string_view from = delivery == nullptr ? "" : delivery->message.topic;
  on_lost_({*share.by, from, loss, detail});
}

/// A letter that was given up at a stop leaves its message unsettled: a source that keeps messages
/// delivers it again. The next start sends a letter that the journal keeps, so its message must not
/// come again. Any other letter without delivery is lost.
void ReturnPath::on_letter(const Share& share, ReturnLoss loss, std::optional<Outcome> outcome) {
  if (gone_) return end(share);
  if (outcome == Outcome::unavailable) return;
  ReturnProbe& counts = probe(share);
  const bool safe = outcome == Outcome::delivered || outcome == Outcome::kept;
  (safe ? counts.dead_lettered : counts.dropped)[index(loss)].add();
  if (!safe) report_lost(share, loss, "its dead letter was lost as well");
  finish(share);
  after_change();
}

/// Nothing refers to this path for the share any more.
void ReturnPath::end(const Share& share) {
  --open_.at(share.by);
}

/// The return is done with the message; the last return settles it.
void ReturnPath::finish(const Share& share) {
  end(share);
  probe(share).pending.add(-1);
  Delivery* const delivery = find(share);
  if (delivery == nullptr || --delivery->open > 0) return;
  window_.remove(delivery->bytes);
  deliveries_.erase(share.ticket.sequence);
  source_->settle(share.ticket);
}

/// Null when the broker has withdrawn the message.
ReturnPath::Delivery* ReturnPath::find(const Share& share) noexcept {
  const auto found = deliveries_.find(share.ticket.sequence);
  const bool same = found != deliveries_.end() && found->second.number == share.number;
  return same ? &found->second : nullptr;
}

ReturnProbe& ReturnPath::probe(const Share& share) const noexcept {
  return context_.probes.at(share.by->rule.id);
}

bool ReturnPath::outboxes_want_events() const noexcept {
  return std::ranges::all_of(returns_, [this](const Return* each) {
    const auto& topic = each->rule.dead_letter;
    return !topic || context_.outboxes.at(topic->sink).wants_events();
  });
}

// Must be the last call of every entry point, after all changes: a callback may call this path.
void ReturnPath::after_change() noexcept {
  context_.path_probe.pending.set(static_cast<std::int64_t>(window_.messages()));
  const bool blocked = !outboxes_want_events();
  context_.path_probe.blocked.set(blocked ? 1 : 0);
  if (!stopping_ && !paused_ && (blocked || window_.full())) {
    paused_ = true;
    source_->pause();
  } else if (!stopping_ && paused_ && !blocked && window_.half_empty()) {
    paused_ = false;
    source_->resume();
  }
  if (quiet_ && window_.messages() == 0 && through_) std::exchange(through_, nullptr)();
}

}  // namespace sluice::returns
