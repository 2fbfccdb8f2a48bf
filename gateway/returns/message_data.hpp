#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/returns/message_reader.hpp"
#include "gateway/returns/return_rule.hpp"

namespace sluice::returns {

/// The payload as an event's `data`, which is JSON text: JSON goes as it is, byte for byte, other
/// UTF-8 text as a JSON string, and anything else as the policy says; nothing where it refuses.
/// What is then neither an object nor a list becomes an object with the one field `wrap_text`,
/// unless that is empty.
[[nodiscard]] std::optional<std::string> event_data(MessageReader& message, BinaryPolicy binary,
                                                    std::string_view wrap_text);

}  // namespace sluice::returns
