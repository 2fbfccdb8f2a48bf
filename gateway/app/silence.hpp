#pragma once

#include <string>
#include <string_view>

namespace sluice::app {

/// Why a channel is silent, or that it is not.
struct Silence {
  bool flows = false;  ///< its events come and go on to the brokers
  std::string text;    ///< lines: for each of its connections the facts, and what follows from them
};

/// Concludes it from what /api/v1/status says. Throws std::runtime_error for text that is no such
/// answer. Pure.
[[nodiscard]] Silence why_silent(std::string_view status, std::string_view channel);

}  // namespace sluice::app
