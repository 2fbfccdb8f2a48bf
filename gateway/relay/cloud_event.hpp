#pragma once

#include <cstddef>
#include <string>

#include "gateway/core/event.hpp"
#include "gateway/relay/event_template.hpp"
#include "gateway/text/writer.hpp"

// An event as a CloudEvent 1.0. Its id is made of the arrival time and the sequence, so that a
// record that is sent twice has the same id twice, and no two events of a source share one, not
// even over restarts. Data that is a string with JSON in it is shown as that JSON, byte for byte.
namespace sluice::relay {

/// What a route says of its CloudEvents.
struct CloudEventRule {
  EventTemplate source;
  EventTemplate type;
  /// What the names of attributes begin with when they are headers.
  std::string header_prefix;
};

/// The most bytes that the attributes take as headers, in binary mode.
[[nodiscard]] std::size_t cloud_event_header_bound(const Event& event,
                                                   const CloudEventRule& rule) noexcept;

/// Appends them.
void render_cloud_event_headers(const Event& event, const CloudEventRule& rule,
                                text::Writer& out) noexcept;

/// Appends the whole event, as JSON; false when the data cannot be shown.
[[nodiscard]] bool format_cloud_event(const Event& event, const CloudEventRule& rule,
                                      text::Writer& out) noexcept;

/// The most bytes that format_cloud_event() appends.
[[nodiscard]] std::size_t cloud_event_bound(const Event& event,
                                            const CloudEventRule& rule) noexcept;

}  // namespace sluice::relay
