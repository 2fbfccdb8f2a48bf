#include "gateway/app/plan_answer.hpp"

#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "gateway/app/plan/difference.hpp"
#include "gateway/app/plan/live_change.hpp"

namespace sluice::app {
namespace {

using Json = nlohmann::ordered_json;

std::string_view result_of(const PlanAnswer& answer) {
  if (!answer.problems.empty()) return "invalid";
  if (answer.changes.empty()) return "same";
  return answer.needs_restart.empty() ? "live" : "restart";
}

/// `tables`: what is said of the routes as a whole, whatever else changes.
bool is_live(const Change& change, const std::vector<std::string>& tables, const Plan& before,
             const Plan& after) {
  if (change.part.starts_with("routes[")) return tables.empty();
  return needs_restart(before, after, {.changes = {change}, .touched = {}}) == tables;
}

}  // namespace

PlanAnswer plan_answer(config::Loaded loaded, const Plan& running) {
  if (!loaded) return {.problems = loaded.error()};
  const Plan next(std::move(*loaded), running);
  const Difference found = difference(running, next);
  const auto tables = needs_restart(running, next, Difference{});
  PlanAnswer answer{.needs_restart = needs_restart(running, next, found)};
  for (const Change& change : found.changes) {
    answer.changes.push_back({describe({.changes = {change}, .touched = {}}).front(),
                              is_live(change, tables, running, next)});
  }
  if (found.routes_reordered) {
    const Difference order{.changes = {}, .touched = {}, .routes_reordered = true};
    answer.changes.push_back({describe(order).front(), tables.empty()});
  }
  answer.uses = describe({.changes = {}, .touched = found.touched});
  return answer;
}

std::string json_of(const PlanAnswer& answer) {
  Json json = {{"result", result_of(answer)}};
  for (const auto& [line, live] : answer.changes) {
    json["changes"].push_back({{"change", line}, {"live", live}});
  }
  if (!answer.uses.empty()) json["uses"] = answer.uses;
  if (!answer.needs_restart.empty()) json["needs_restart"] = answer.needs_restart;
  for (const auto& problem : answer.problems) {
    json["problems"].push_back({{"line", problem.at.line},
                                {"column", problem.at.column},
                                {"path", problem.path},
                                {"message", problem.message}});
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

PlanAnswer read_plan_answer(std::string_view text) try {
  const auto json = Json::parse(text);
  std::ignore = json.at("result");
  PlanAnswer answer;
  for (const auto& change : json.value("changes", Json::array())) {
    answer.changes.push_back({change.at("change"), change.at("live")});
  }
  answer.uses = json.value("uses", std::vector<std::string>{});
  answer.needs_restart = json.value("needs_restart", std::vector<std::string>{});
  for (const auto& problem : json.value("problems", Json::array())) {
    answer.problems.push_back({.file = "",
                               .at = {problem.at("line"), problem.at("column")},
                               .path = problem.at("path"),
                               .message = problem.at("message")});
  }
  return answer;
} catch (const Json::exception&) {
  throw std::runtime_error("the answer is not one of sluice");
}

}  // namespace sluice::app
