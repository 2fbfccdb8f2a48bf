#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace sluice::test {

/// One query of deploy/grafana/sluice.json, as Grafana would send it.
struct DashboardQuery {
  std::string panel;  ///< the title of its panel, or the name of its variable or annotation
  std::string expression;
  std::string label{};  ///< of a variable: the label whose values are offered
};

/// The panels, in the order of the page. A row is one of them.
[[nodiscard]] std::vector<nlohmann::json> dashboard_panels();

/// What the panels ask, with every connection, sink and so on of the gateway at `instance` chosen.
[[nodiscard]] std::vector<DashboardQuery> panel_queries(const std::string& instance);

/// What the lists at the head of the page are filled from.
[[nodiscard]] std::vector<DashboardQuery> variable_queries(const std::string& instance);

/// What draws marks across all panels.
[[nodiscard]] std::vector<DashboardQuery> annotation_queries(const std::string& instance);

}  // namespace sluice::test
