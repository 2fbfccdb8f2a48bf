#pragma once

#include <string_view>

namespace sluice::app {

/// A configuration to begin with, which is good as it is. What may be added are lines of YAML
/// behind a `#`, and it is good with all of them as well.
[[nodiscard]] std::string_view starter() noexcept;

}  // namespace sluice::app
