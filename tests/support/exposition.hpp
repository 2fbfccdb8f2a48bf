#pragma once

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/telemetry/exporter.hpp"

namespace sluice::test {

/// The lines of the exposition that belong to one metric, comments included.
inline std::vector<std::string> lines_of(std::string_view metric,
                                         const telemetry::Metrics& metrics) {
  std::vector<std::string> found;
  std::istringstream text{telemetry::expose(metrics)};
  for (std::string line; std::getline(text, line);) {
    if (line.find(metric) != std::string::npos) found.push_back(line);
  }
  return found;
}

}  // namespace sluice::test
