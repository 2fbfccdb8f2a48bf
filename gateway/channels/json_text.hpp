#pragma once

#include <string>
#include <string_view>

namespace sluice::channels {

/// Whether `text` is one well-formed JSON value and nothing else. Unlike a parser that makes values
/// it has no opinion of a number's size or of lone surrogates: both are legal JSON that somebody
/// downstream may want as it is. Nesting beyond 512 levels is refused; UTF-8 is not looked at.
[[nodiscard]] bool is_json(std::string_view text) noexcept;

/// Replaces `out`, whose memory it keeps, by the JSON string that stands for `text`. False when the
/// text is not UTF-8: there is no such string.
[[nodiscard]] bool write_json_string(std::string_view text, std::string& out);

}  // namespace sluice::channels
