#pragma once

#include <string>
#include <string_view>

namespace sluice::text {

/// Replaces `out` by the JSON string for `text`, reusing its memory. False when the text is not
/// UTF-8: there is no such string.
[[nodiscard]] bool write_json_string(std::string_view text, std::string& out);

}  // namespace sluice::text
