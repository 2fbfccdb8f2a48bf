#pragma once

#include <cstddef>

#include "gateway/core/event.hpp"
#include "gateway/core/route_choices.hpp"
#include "gateway/text/record_writer.hpp"

namespace sluice::relay {

/// Appends one JSON object: connection, channel, event, kind, data, user_id (only when there is
/// one), received_at (UTC, milliseconds), sequence, and replayed (only when true). `data` is not
/// serialised again: its bytes are copied, so that large integers and the order of keys survive;
/// null when there is none. False, with nothing appended, when the data is a string with an escape
/// that JSON does not have.
[[nodiscard]] bool format_json(const Event& event, DataShape shape, text::Writer& out) noexcept;

[[nodiscard]] std::size_t json_bound(const Event& event) noexcept;

}  // namespace sluice::relay
