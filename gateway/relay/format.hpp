#pragma once

#include <cstddef>
#include <optional>

#include "gateway/core/delivery.hpp"
#include "gateway/core/event.hpp"
#include "gateway/core/route_choices.hpp"
#include "gateway/relay/cloud_event.hpp"
#include "gateway/relay/data_value.hpp"
#include "gateway/relay/format_json.hpp"
#include "gateway/relay/format_raw.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::relay {

/// The maximum number of bytes that format_payload() appends.
[[nodiscard]] inline std::size_t payload_bound(Format format, const CloudEventRule& rule,
                                               const Event& event) noexcept {
  switch (format) {
    case Format::raw:
    case Format::cloudevents_binary:
      return raw_bound(event);
    case Format::json:
      return json_bound(event);
    case Format::cloudevents:
      return cloud_event_bound(event, rule);
  }
  return 0;
}

/// Appends the payload and returns its content type, if the format defines one. Empty when the
/// format cannot show the event's data.
[[nodiscard]] inline std::optional<ContentType> format_payload(Format format, DataShape data,
                                                               const CloudEventRule& rule,
                                                               const Event& event,
                                                               text::Writer& out) noexcept {
  const auto if_shown = [](bool shown, ContentType type) {
    return shown ? std::optional{type} : std::nullopt;
  };
  switch (format) {
    case Format::raw:
      return if_shown(format_raw(event, out), ContentType::unstated);
    case Format::json:
      return if_shown(format_json(event, data, out), ContentType::unstated);
    case Format::cloudevents:
      return if_shown(format_cloud_event(event, rule, out), ContentType::cloud_event);
    case Format::cloudevents_binary:
      return append_unwrapped_data(event, out);
  }
  return std::nullopt;
}

}  // namespace sluice::relay
