#include "tests/watch/query_metrics.hpp"

#include <regex>

#include "tests/support/metrics_page.hpp"

namespace sluice::test {

std::set<std::string> metrics_in(const std::string& expression) {
  static const std::regex name{R"(\b(\w+:)?(sluice|process)_\w+(:\w+)?)"};
  std::set<std::string> names;
  const auto end = std::sregex_iterator{};
  for (auto each = std::sregex_iterator{expression.begin(), expression.end(), name}; each != end;
       ++each) {
    names.insert(each->str());
  }
  return names;
}

std::set<std::string> exported_names() {
  std::set<std::string> names;
  for (const DescribedMetric& metric : described_metrics()) {
    if (metric.type != "histogram") {
      names.insert(metric.name);
    } else {
      for (const char* part : {"_bucket", "_count", "_sum"}) names.insert(metric.name + part);
    }
  }
  return names;
}

}  // namespace sluice::test
