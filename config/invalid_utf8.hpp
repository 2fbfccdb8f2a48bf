#pragma once

#include <optional>
#include <string_view>

#include "config/node.hpp"

namespace sluice::config {

/// The first place that is not UTF-8, or is a NUL, which no field allows; empty when there is none.
[[nodiscard]] std::optional<Position> find_invalid_utf8(std::string_view text) noexcept;

}  // namespace sluice::config
