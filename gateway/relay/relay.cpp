#include "gateway/relay/relay.hpp"

#include <tuple>
#include <utility>

#include "gateway/core/error.hpp"
#include "gateway/relay/format.hpp"

namespace sluice::relay {
namespace {

bool has_attribute_headers(const Route& route) noexcept {
  return route.format == Format::cloudevents_binary;
}

std::size_t bound(const Event& event, const Route& route) {
  std::size_t bytes = route.topic.bound(event) + route.key.bound(event) +
                      payload_bound(route.format, route.cloud_event, event);
  if (has_attribute_headers(route)) bytes += cloud_event_header_bound(event, route.cloud_event);
  for (const RouteHeader& header : route.headers) {
    bytes += Headers::overhead + header.name.size() + header.value.bound(event);
  }
  return bytes;
}

void render_header(const Event& event, const RouteHeader& header, text::Writer& out) {
  out.add_header([&](text::Writer& to) { to.append(header.name); },
                 [&](text::Writer& to) { header.value.render(event, to); });
}

Change change_of(const Event& event, const Route& route) noexcept {
  if (!route.table) return Change::append;
  return event.kind == EventKind::presence_joined ? Change::upsert : Change::remove;
}

void offer(const Event& event, const Route& route, Outbox& outbox) {
  text::Writer out = outbox.begin(bound(event, route));
  const auto bytes_since = [&out](std::size_t start) {
    return static_cast<std::uint32_t>(out.size() - start);
  };
  Shape shape;
  route.topic.render(event, out);
  shape.topic = bytes_since(0);
  route.key.render(event, out);
  shape.key = bytes_since(shape.topic);
  const Change change = change_of(event, route);
  const auto type = change == Change::remove
                        ? ContentType::unstated
                        : format_payload(route.format, route.data, route.cloud_event, event, out);
  shape.payload = bytes_since(shape.topic + shape.key);
  if (has_attribute_headers(route)) render_cloud_event_headers(event, route.cloud_event, out);
  for (const RouteHeader& header : route.headers) render_header(event, header, out);
  shape.headers = bytes_since(shape.size());
  if (type && shape.topic > 0) {
    outbox.commit(shape, {event.received_at, *type, change, route.dead_letter});
  } else {
    outbox.refuse(DropReason::unformattable);
  }
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

void Relay::on_event(const Event& event, const ChannelRoutes& routes, UnroutedCounts& unrouted) {
  const bool matched = routes.for_each_match(event, [&](const Route& route) {
    if (event.own && !route.own_member) return;
    offer(event, route, outboxes_.at(route.sink));
  });
  if (!matched && !is_notice(event.kind)) unrouted[std::size_t(event.kind)].add();
}

void Relay::remove_row(const Event& departure, const Route& route) {
  SLUICE_ASSERT(route.table && departure.kind == EventKind::presence_left,
                "a departure removes a row of a table");
  offer(departure, route, outboxes_.at(route.sink));
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
