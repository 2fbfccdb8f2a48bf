#pragma once

#include <optional>
#include <string_view>

#include "config/node.hpp"

namespace sluice::config {

/// Where the text stops being UTF-8, or holds a NUL, which no field of ours has a use for.
[[nodiscard]] std::optional<Position> find_invalid_utf8(std::string_view text) noexcept;

}  // namespace sluice::config
