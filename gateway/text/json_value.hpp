#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace sluice::text {

/// The value of a small JSON text that a server or an endpoint wrote; discarded when it is none.
/// What is nested deeper than anyone needs is left out: copying and writing a value recurse, and a
/// peer must not choose how far.
[[nodiscard]] inline nlohmann::json parse_json(std::string_view text, int depth_max = 64) {
  const auto kept = [depth_max](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
    return depth <= depth_max;
  };
  return nlohmann::json::parse(text, kept, false);
}

}  // namespace sluice::text
