#include "tests/watch/rule_file.hpp"

#include <yaml-cpp/yaml.h>

#include "tests/watch/watched_files.hpp"

namespace sluice::test {

namespace {

std::string text(const YAML::Node& node) {
  return node ? node.as<std::string>() : std::string{};
}

}  // namespace

std::vector<Rule> rules() {
  std::vector<Rule> all;
  for (const auto& group : YAML::LoadFile(rules_file().string())["groups"]) {
    for (const auto& rule : group["rules"]) {
      const YAML::Node says = rule["annotations"];
      all.push_back({.alert = text(rule["alert"]),
                     .record = text(rule["record"]),
                     .expression = text(rule["expr"]),
                     .severity = rule["labels"] ? text(rule["labels"]["severity"]) : "",
                     .summary = says ? text(says["summary"]) : "",
                     .description = says ? text(says["description"]) : "",
                     .runbook = says ? text(says["runbook_url"]) : ""});
    }
  }
  return all;
}

TestedAlerts tested_alerts() {
  TestedAlerts alerts;
  for (const auto& file : rule_test_files()) {
    for (const auto& test : YAML::LoadFile(file.string())["tests"]) {
      for (const auto& moment : test["alert_rule_test"]) {
        const bool fires = moment["exp_alerts"] && moment["exp_alerts"].size() > 0;
        (fires ? alerts.firing : alerts.silent).insert(text(moment["alertname"]));
      }
    }
  }
  return alerts;
}

}  // namespace sluice::test
