#include "tests/support/metrics_page.hpp"

#include <regex>
#include <sstream>

#include "tests/support/gateway_process.hpp"

namespace sluice::test {

std::vector<DescribedMetric> described_metrics() {
  std::vector<DescribedMetric> all;
  const std::regex row{R"(\| `(\w+)` \| (\w+) \| [^:|]*(: ([^|]*))? \| .*)"};
  for (const std::string& line : GatewayProcess::execute({"docs", "metrics"}).lines) {
    std::smatch parts;
    if (!std::regex_match(line, parts, row)) continue;
    DescribedMetric& metric = all.emplace_back(DescribedMetric{parts[1], parts[2], {}});
    std::istringstream values{parts[4]};
    for (std::string value; values >> value;) {
      metric.values.push_back(value.substr(0, value.find(',')));
    }
  }
  return all;
}

}  // namespace sluice::test
