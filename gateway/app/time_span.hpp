#pragma once

#include <cstdint>
#include <string>

namespace sluice::app {

/// For people, in the largest unit of which there are two: `119 s`, `2 min`, `47 h`, `2 d`.
[[nodiscard]] std::string span(std::int64_t seconds);

}  // namespace sluice::app
