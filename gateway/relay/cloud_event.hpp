#pragma once

#include <cstddef>
#include <string>

#include "gateway/core/event.hpp"
#include "gateway/relay/event_template.hpp"
#include "gateway/text/record_writer.hpp"

// An event as a CloudEvent 1.0. Its id consists of the arrival time and the sequence: a record that
// is sent twice has the same id twice, and no two events of a source share one, even across
// restarts. Data that is a string with JSON in it is shown as that JSON, byte for byte.
namespace sluice::relay {

/// The settings of a route for its CloudEvents.
struct CloudEventRule {
  EventTemplate source;
  EventTemplate type;
  /// The prefix of the attributes' names when they are headers.
  std::string header_prefix;
};

/// The maximum size of the attributes as headers, in binary mode.
[[nodiscard]] std::size_t cloud_event_header_bound(const Event& event,
                                                   const CloudEventRule& rule) noexcept;

/// Appends the attributes as headers.
void render_cloud_event_headers(const Event& event, const CloudEventRule& rule,
                                text::Writer& out) noexcept;

/// Appends the whole event as JSON; false when the format cannot show the data.
[[nodiscard]] bool format_cloud_event(const Event& event, const CloudEventRule& rule,
                                      text::Writer& out) noexcept;

/// The maximum number of bytes that format_cloud_event() appends.
[[nodiscard]] std::size_t cloud_event_bound(const Event& event,
                                            const CloudEventRule& rule) noexcept;

}  // namespace sluice::relay
