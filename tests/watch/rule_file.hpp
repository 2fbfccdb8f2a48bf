#pragma once

#include <set>
#include <string>
#include <vector>

namespace sluice::test {

/// One rule of deploy/prometheus/rules.yaml.
struct Rule {
  std::string alert;   ///< empty: the rule records
  std::string record;  ///< empty: the rule alerts
  std::string expression;
  std::string severity;
  std::string summary;
  std::string description;
  std::string runbook;
};

[[nodiscard]] std::vector<Rule> rules();

/// Alerts of which the unit tests beside the rules say that they fire, or do not, at some moment.
struct TestedAlerts {
  std::set<std::string> firing;
  std::set<std::string> silent;
};

[[nodiscard]] TestedAlerts tested_alerts();

}  // namespace sluice::test
