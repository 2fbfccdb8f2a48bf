#include "gateway/relay/relay.hpp"

#include <algorithm>
#include <utility>

#include "gateway/core/error.hpp"
#include "gateway/relay/format.hpp"

namespace sluice::relay {
namespace {

std::size_t bound(const Event& event, const Route& route) {
  std::size_t bytes =
      route.topic.bound(event) + route.key.bound(event) + payload_bound(route.format, event);
  for (const RouteHeader& header : route.headers) {
    bytes += header.name.size() + header.value.bound(event);
  }
  return bytes;
}

void render_header(const Event& event, const RouteHeader& header, Writer& out) {
  const std::string_view name = out.append(header.name);
  const std::size_t start = out.size();
  header.value.render(event, out);
  out.add_header({name, out.written().substr(start)});
}

void offer(const Event& event, const Route& route, Outbox& outbox) {
  Writer out = outbox.begin(bound(event, route), route.headers.size());
  const auto bytes_since = [&out](std::size_t start) {
    return static_cast<std::uint32_t>(out.size() - start);
  };
  Shape shape;
  route.topic.render(event, out);
  shape.topic = bytes_since(0);
  route.key.render(event, out);
  shape.key = bytes_since(shape.topic);
  const bool shown = format_payload(route.format, event, out);
  shape.payload = bytes_since(shape.topic + shape.key);
  for (const RouteHeader& header : route.headers) render_header(event, header, out);
  shape.header_text = bytes_since(shape.text());
  shape.headers = static_cast<std::uint32_t>(route.headers.size());
  if (shown && shape.topic > 0) {
    outbox.commit(shape, {.received_at = event.received_at});
  } else {
    outbox.refuse(telemetry::DropReason::unformattable);
  }
}

}  // namespace

Relay::Relay(const Router& router, std::span<Outbox* const> outboxes)
    : outboxes_(outboxes.begin(), outboxes.end()) {
  for (const Route& route : router.routes()) {
    SLUICE_ASSERT(route.sink < outboxes_.size(), "the configuration names only sinks there are");
  }
  for (Outbox* outbox : outboxes_) {
    outbox->set_on_wants_events([this] {
      if (wants_events() && on_wants_events_) on_wants_events_();
    });
  }
}

Relay::~Relay() {
  for (Outbox* outbox : outboxes_) outbox->set_on_wants_events(nullptr);
}

void Relay::on_event(const Event& event, const ChannelRoutes& routes,
                     telemetry::ConnectionProbe& probe) {
  const bool matched = routes.for_each_match(
      event, [&](const Route& route) { offer(event, route, *outboxes_[route.sink]); });
  if (!matched && !is_notice(event.kind)) probe.unrouted.add();
}

bool Relay::wants_events() const noexcept {
  return std::ranges::all_of(outboxes_, &Outbox::wants_events);
}

void Relay::set_on_wants_events(std::function<void()> callback) {
  on_wants_events_ = std::move(callback);
}

}  // namespace sluice::relay
