#include "config/remarks.hpp"

#include <algorithm>

#include "config/value.hpp"

namespace sluice::config {
namespace {

/// Whether a problem was reported at `path` or below it.
bool has_problem(const Reading& reading, std::string_view path) {
  return std::ranges::any_of(reading.problems, [path](const Problem& problem) {
    const std::string& at = problem.path;
    return at.starts_with(path) &&
           (at.size() == path.size() || at[path.size()] == '.' || at[path.size()] == '[');
  });
}

/// Whether the rule was read without a problem.
bool is_sound(std::string_view list, const Value& rule) {
  if (has_problem(rule.reading(), rule.path())) return false;
  // The check of a return depends on the channels of its connections.
  return list != "returns" || !has_problem(rule.reading(), "connections");
}

Value rule_of(const Remark& remark, const Value& root) {
  return root.find(remark.list)->children().at(remark.index);
}

std::optional<Value> find_path(const Value& from, std::string_view path) {
  if (auto found = from.find(path)) return found;  // names of headers may have dots
  const std::size_t dot = path.find('.');
  const auto section = dot == path.npos ? std::nullopt : from.find(path.substr(0, dot));
  return section ? find_path(*section, path.substr(dot + 1)) : std::nullopt;
}

/// A field that the file omits is reported at the start of its rule.
Problem placed(const Remark& remark, const Value& rule) {
  const auto field = find_path(rule, remark.field);
  const Position at = field ? field->node().at : rule.node().at;
  std::string path = remark.field.empty() ? rule.path() : join(rule.path(), remark.field);
  std::string message = remark.is_about_value && field ? field->shown() + " " : "";
  return {rule.reading().file, at, std::move(path), message + remark.message};
}

}  // namespace

void report_faults(const std::vector<Remark>& faults, const Value& root) {
  std::vector<Problem> found;
  for (const Remark& fault : faults) {
    const Value rule = rule_of(fault, root);
    if (is_sound(fault.list, rule)) found.push_back(placed(fault, rule));
  }
  auto& problems = root.reading().problems;
  problems.insert(problems.end(), found.begin(), found.end());
}

void report_warnings(const std::vector<Remark>& warnings, const Value& root) {
  for (const Remark& warning : warnings) {
    root.reading().warnings.push_back(placed(warning, rule_of(warning, root)));
  }
}

}  // namespace sluice::config
