#pragma once

#include <string_view>

namespace sluice::text {

/// Whether all of `text` matches `pattern`, in which `*` stands for any run of bytes, none
/// included, `?` for one UTF-8 character, and everything else for itself. No pattern backtracks
/// further than its last `*`: at most pattern x text steps, no allocation.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text) noexcept;

/// Whether `pattern` matches every text, so that nobody needs to ask: empty, or only stars.
[[nodiscard]] bool glob_matches_everything(std::string_view pattern) noexcept;

/// Whether `pattern` matches no text but itself.
[[nodiscard]] bool glob_is_literal(std::string_view pattern) noexcept;

}  // namespace sluice::text
