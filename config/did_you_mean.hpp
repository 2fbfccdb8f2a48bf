#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::config {

/// ` (did you mean 'x'?)` when one of the candidates resembles the written text; otherwise empty.
[[nodiscard]] std::string did_you_mean(std::string_view written,
                                       const std::vector<std::string_view>& candidates);

}  // namespace sluice::config
