#pragma once

#include <string_view>

namespace sluice::telemetry {

/// The version of this build, as CMakeLists.txt states it: `0.1.0`.
[[nodiscard]] std::string_view version() noexcept;

}  // namespace sluice::telemetry
