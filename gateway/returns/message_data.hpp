#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/returns/message_reader.hpp"
#include "gateway/returns/return_rule.hpp"

namespace sluice::returns {

/// The payload as an event's `data`, which is JSON text. JSON is copied byte for byte, other UTF-8
/// text becomes a JSON string, and the policy decides on anything else; empty when it refuses. A
/// result that is neither an object nor a list then becomes an object with the one field
/// `wrap_text`, unless that is empty.
[[nodiscard]] std::optional<std::string> event_data(MessageReader& message, BinaryPolicy binary,
                                                    std::string_view wrap_text);

}  // namespace sluice::returns
