#pragma once

#include <cstddef>
#include <cstdint>

#include "gateway/core/event.hpp"
#include "gateway/relay/format_json.hpp"
#include "gateway/relay/format_raw.hpp"
#include "gateway/relay/writer.hpp"

namespace sluice::relay {

/// How an event becomes a record's payload.
enum class Format : std::uint8_t { raw, json };

/// The most bytes that format_payload() appends.
[[nodiscard]] inline std::size_t payload_bound(Format format, const Event& event) noexcept {
  switch (format) {
    case Format::raw:
      return raw_bound(event);
    case Format::json:
      return json_bound(event);
  }
  return 0;
}

/// Appends the payload; false when the event's data cannot be shown in this format.
[[nodiscard]] inline bool format_payload(Format format, const Event& event, Writer& out) noexcept {
  switch (format) {
    case Format::raw:
      return format_raw(event, out);
    case Format::json:
      return format_json(event, out);
  }
  return false;
}

}  // namespace sluice::relay
