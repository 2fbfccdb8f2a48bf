#include "gateway/relay/rendering.hpp"

#include <cstdint>

#include "gateway/relay/format.hpp"

namespace sluice::relay {
namespace {

bool has_attribute_headers(const Route& route) noexcept {
  return route.format == Format::cloudevents_binary;
}

void render_header(const Event& event, const RouteHeader& header, text::Writer& out) {
  out.add_header([&](text::Writer& to) { to.append(header.name); },
                 [&](text::Writer& to) { header.value.render(event, to); });
}

Change change_of(const Event& event, const Route& route) noexcept {
  if (!route.table) return Change::append;
  return event.kind == EventKind::presence_joined ? Change::upsert : Change::remove;
}

}  // namespace

std::size_t rendering_bound(const Event& event, const Route& route) noexcept {
  std::size_t bytes = route.topic.bound(event) + route.key.bound(event) +
                      payload_bound(route.format, route.cloud_event, event);
  if (has_attribute_headers(route)) bytes += cloud_event_header_bound(event, route.cloud_event);
  for (const RouteHeader& header : route.headers) {
    bytes += Headers::overhead + header.name.size() + header.value.bound(event);
  }
  return bytes;
}

Rendering render(const Event& event, const Route& route, text::Writer& out) noexcept {
  const auto bytes_since = [&out](std::size_t start) {
    return static_cast<std::uint32_t>(out.size() - start);
  };
  Rendering made;
  Shape& shape = made.shape;
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
    made.facts = RecordFacts{event.received_at, *type, change, route.dead_letter};
  }
  return made;
}

}  // namespace sluice::relay
