#pragma once

#include <cstdint>

namespace sluice::telemetry {

enum class Level : std::uint8_t { debug, info, warn, error };
enum class LogFormat : std::uint8_t { logfmt, json };

}  // namespace sluice::telemetry
