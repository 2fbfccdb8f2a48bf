#pragma once

#include <optional>

#include "gateway/core/delivery.hpp"
#include "gateway/core/event.hpp"
#include "gateway/text/record_writer.hpp"

// Servers send data as a string with JSON in it. These functions show the JSON in place of the
// string, byte for byte. A string without JSON in it, or with JSON of more than `json_depth_max`
// levels, is text.
namespace sluice::relay {

/// Appends the data without the quotes of a string, and returns its type. Empty when it is a string
/// with an escape that JSON does not have.
[[nodiscard]] std::optional<ContentType> append_unwrapped_data(const Event& event,
                                                               text::Writer& out) noexcept;

/// The same as one JSON value: text keeps its quotes. Appends at most as many bytes as the event's
/// data has.
[[nodiscard]] std::optional<ContentType> append_data_value(const Event& event,
                                                           text::Writer& out) noexcept;

}  // namespace sluice::relay
