#pragma once

#include <cstddef>

#include "gateway/core/event.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::relay {

/// Appends only the event's data: a JSON string unescaped once, any other value as its exact JSON
/// text, nothing when the event has none. False when the string has a bad escape.
[[nodiscard]] bool format_raw(const Event& event, text::Writer& out) noexcept;

[[nodiscard]] std::size_t raw_bound(const Event& event) noexcept;

}  // namespace sluice::relay
