#pragma once

#include <string_view>

namespace sluice::channels {

/// Whether `text` is one well-formed JSON value and nothing else. Unlike a parser that makes values
/// it has no opinion of a number's size or of lone surrogates: both are legal JSON that somebody
/// downstream may want as it is. Nesting beyond 512 levels is refused; UTF-8 is not looked at.
[[nodiscard]] bool is_json(std::string_view text) noexcept;

}  // namespace sluice::channels
