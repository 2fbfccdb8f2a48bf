#include "gateway/relay/relay.hpp"

#include <tuple>
#include <utility>

#include "gateway/core/error.hpp"
#include "gateway/relay/rendering.hpp"
#include "gateway/relay/route_conditions.hpp"

namespace sluice::relay {
namespace {

tap::OfferedRecord seen(std::string_view bytes, const Shape& shape, SinkId sink) noexcept {
  return {.sink = sink,
          .topic = bytes.substr(0, shape.topic),
          .key = bytes.substr(shape.topic, shape.key),
          .payload = bytes.substr(shape.topic + shape.key, shape.payload)};
}

}  // namespace

Relay::Relay(const Router& router, ById<SinkId, Outbox> outboxes) : outboxes_(std::move(outboxes)) {
  for (const Route& route : router.routes()) std::ignore = outboxes_.at(route.sink);
  outboxes_.for_each([this](Outbox& outbox) { listen_to(outbox); });
}

void Relay::listen_to(Outbox& outbox) {
  outbox.set_on_wants_events([this] { on_outbox_wants_events(); });
}

void Relay::on_outbox_wants_events() {
  if (!wants_events()) return;
  turns_.on_wanted();
  if (on_wants_events_) on_wants_events_();
}

void Relay::add(SinkId sink, Outbox& outbox) {
  outboxes_.set(sink, &outbox);
  listen_to(outbox);
}

/// It may have been the one that wanted no events.
void Relay::remove(SinkId sink) {
  outboxes_.at(sink).set_on_wants_events(nullptr);
  outboxes_.set(sink, nullptr);
  on_outbox_wants_events();
}

Relay::~Relay() {
  outboxes_.for_each([](Outbox& outbox) { outbox.set_on_wants_events(nullptr); });
}

void Relay::offer(const Event& event, const Route& route) {
  Outbox& outbox = outboxes_.at(route.sink);
  text::Writer out = outbox.begin(rendering_bound(event, route));
  const Rendering made = render(event, route, out);
  if (!made.facts) return outbox.refuse(DropReason::unformattable);
  if (auto* const taps = open_taps(); taps != nullptr && taps->wants_record()) {
    taps->on_record(event, seen(out.written(), made.shape, route.sink));
  }
  outbox.commit(made.shape, *made.facts);
}

void Relay::on_event(const Event& event, const ChannelRoutes& routes, UnroutedCounts& unrouted) {
  if (auto* const taps = open_taps()) taps->on_event(event);
  const bool matched = routes.for_each_match(event, [&](const Route& route) {
    if (leaves_out(route, event)) return;
    offer(event, route);
  });
  if (!matched && !is_notice(event.kind)) unrouted[std::size_t(event.kind)].add();
}

void Relay::remove_row(const Event& departure, const Route& route) {
  SLUICE_ASSERT(route.table && departure.kind == EventKind::presence_left,
                "a departure removes a row of a table");
  if (auto* const taps = open_taps()) taps->begin(departure);
  offer(departure, route);
}

bool Relay::wants_events() const noexcept {
  bool all = true;
  outboxes_.for_each([&all](const Outbox& outbox) { all = all && outbox.wants_events(); });
  return all;
}

void Relay::set_on_wants_events(std::function<void()> callback) {
  on_wants_events_ = std::move(callback);
}

}  // namespace sluice::relay
