#pragma once

#include <string>
#include <string_view>

namespace sluice::text {

/// Replaces `out`, whose memory it keeps, by the JSON string that stands for `text`. False when the
/// text is not UTF-8: there is no such string.
[[nodiscard]] bool write_json_string(std::string_view text, std::string& out);

}  // namespace sluice::text
