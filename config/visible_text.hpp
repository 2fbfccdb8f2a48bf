#pragma once

#include <string>
#include <string_view>

namespace sluice::config {

/// The text with its control characters escaped, so that it cannot control a terminal.
[[nodiscard]] std::string visible(std::string_view text);

}  // namespace sluice::config
