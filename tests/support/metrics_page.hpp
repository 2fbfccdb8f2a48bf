#pragma once

#include <string>
#include <vector>

namespace sluice::test {

/// One row of what `sluice docs metrics` prints.
struct DescribedMetric {
  std::string name;
  std::string type;
  std::vector<std::string> values;  ///< of the second label
};

/// Every metric that the gateway exports, as it says itself.
[[nodiscard]] std::vector<DescribedMetric> described_metrics();

}  // namespace sluice::test
