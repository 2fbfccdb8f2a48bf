#include "tests/watch/dashboard.hpp"

#include <fstream>
#include <regex>
#include <stdexcept>

#include "tests/watch/watched_files.hpp"

namespace sluice::test {

namespace {

nlohmann::json dashboard() {
  return nlohmann::json::parse(std::ifstream{dashboard_file()});
}

/// What Grafana does before it sends a query: variables give way to what is chosen, all values
/// here.
std::string filled_in(const std::string& expression, const std::string& instance) {
  std::string text = std::regex_replace(expression, std::regex{R"(\$__(rate_)?interval\b)"}, "30s");
  text = std::regex_replace(text, std::regex{R"(\$instance\b)"}, instance);
  return std::regex_replace(text, std::regex{R"(\$[a-z]+\b)"}, ".+");
}

}  // namespace

std::vector<nlohmann::json> dashboard_panels() {
  return dashboard().at("panels");
}

std::vector<DashboardQuery> panel_queries(const std::string& instance) {
  std::vector<DashboardQuery> queries;
  for (const auto& panel : dashboard_panels()) {
    for (const auto& target : panel.value("targets", nlohmann::json::array())) {
      queries.push_back({panel.at("title"), filled_in(target.at("expr"), instance)});
    }
  }
  return queries;
}

std::vector<DashboardQuery> variable_queries(const std::string& instance) {
  static const std::regex form{R"(label_values\((.+), (\w+)\))"};
  std::vector<DashboardQuery> queries;
  const auto whole = dashboard();  // outlives the loop over a part of it
  for (const auto& variable : whole.at("templating").at("list")) {
    if (variable.at("type") != "query") continue;
    const std::string text = variable.at("query").at("query");
    std::smatch parts;
    if (!std::regex_match(text, parts, form)) throw std::runtime_error("not understood: " + text);
    queries.push_back({variable.at("name"), filled_in(parts[1], instance), parts[2]});
  }
  return queries;
}

std::vector<DashboardQuery> annotation_queries(const std::string& instance) {
  std::vector<DashboardQuery> queries;
  const auto whole = dashboard();  // as above
  for (const auto& annotation : whole.at("annotations").at("list")) {
    if (!annotation.contains("expr")) continue;
    queries.push_back({annotation.at("name"), filled_in(annotation.at("expr"), instance)});
  }
  return queries;
}

}  // namespace sluice::test
