#pragma once

#include <string_view>

namespace sluice::text {

/// Whether all of `text` matches `pattern`, in which `*` stands for any number of bytes, including
/// none, `?` for one UTF-8 character, and every other byte for itself. The search never goes back
/// before the last `*`: at most pattern x text steps, no allocation.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text) noexcept;

/// Whether `pattern` matches every text, so that a comparison is needless: empty, or only stars.
[[nodiscard]] bool glob_matches_everything(std::string_view pattern) noexcept;

/// Whether `pattern` matches only itself.
[[nodiscard]] bool glob_is_literal(std::string_view pattern) noexcept;

}  // namespace sluice::text
