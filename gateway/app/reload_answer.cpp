#include "gateway/app/reload_answer.hpp"

#include <nlohmann/json.hpp>

#include "gateway/core/timestamp.hpp"

namespace sluice::app {
namespace {

using Json = nlohmann::ordered_json;

/// A problem without a file has no place.
Json json_of(const config::Problem& problem) {
  Json json = Json::object();
  if (!problem.file.empty()) {
    json["file"] = problem.file;
    json["line"] = problem.at.line;
    json["column"] = problem.at.column;
  }
  if (!problem.path.empty()) json["path"] = problem.path;
  json["message"] = problem.message;
  return json;
}

ReloadAnswer without_places(ReloadResult result, const std::vector<std::string>& problems) {
  ReloadAnswer answer{.result = result};
  for (const auto& problem : problems) {
    answer.problems.push_back({.file = "", .at = {}, .path = "", .message = problem});
  }
  return answer;
}

}  // namespace

ReloadAnswer refusal(const std::vector<std::string>& reasons) {
  return without_places(ReloadResult::refused, reasons);
}

ReloadAnswer unusable(const std::vector<std::string>& problems) {
  return without_places(ReloadResult::invalid, problems);
}

std::string json_of(const ReloadAnswer& answer, std::optional<WallTime> at) {
  Json json = Json::object();
  if (at) json["at"] = timestamp(*at);
  json["result"] = to_string(answer.result);
  if (!answer.changes.empty()) json["changes"] = answer.changes;
  for (const auto& problem : answer.problems) json["problems"].push_back(json_of(problem));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sluice::app
