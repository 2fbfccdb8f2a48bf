#pragma once

#include <string_view>

namespace sluice::relay {

/// Whether the text is one JSON text (RFC 8259) and nothing else. Allocates nothing. That the text
/// is UTF-8 is taken for granted; arrays and objects more than 128 deep are refused.
[[nodiscard]] bool is_json(std::string_view text) noexcept;

}  // namespace sluice::relay
