#include "config/describer.hpp"

#include <fmt/format.h>

namespace sluice::config {
namespace {

/// A cell of a Markdown table: an unescaped bar would end it.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '|') escaped += '\\';
    escaped += letter;
  }
  return escaped;
}

std::string code(std::string_view text) {
  return text.empty() ? "" : fmt::format("`{}`", text);
}

}  // namespace

Describer::Describer(const ConnectorTypes& types) : types_(types) {
  open("", "", "");
}

void Describer::settings_of(ConnectorRole role, std::string_view, const ConnectorSettingsPtr&) {
  const std::string path = tables_[open_.back()].path;
  for (const ConnectorType& type : types_.of(role)) {
    open(path, type.name, type.summary);
    type.describe(*this);
    end();
  }
}

std::string Describer::markdown() const {
  std::string all;
  for (const Table& table : tables_) {
    const std::string title = table.path.empty() ? "Top level" : code(table.path);
    const std::string condition =
        table.type.empty() ? "" : fmt::format(" with `type: {}`", table.type);
    all += fmt::format("\n### {}{}\n\n{}", title, condition, table.text);
  }
  return all;
}

void Describer::row(std::string_view key, const std::string& type, const std::string& fallback,
                    const std::string& range, std::string_view meaning, const Rule& rule) {
  // An empty default is the same as a missing key.
  const bool empty = fallback == "\"\"" || fallback == "[]" || fallback == "{}";
  const std::string shown = rule.required ? "required" : code(empty ? "" : fallback);
  const std::string example =
      rule.example.empty() ? "" : fmt::format(" Example: `{}`.", rule.example);
  const std::string former =
      rule.former_key.empty() ? "" : fmt::format(" Formerly `{}`.", rule.former_key);
  tables_[open_.back()].text += fmt::format(
      "| `{}` | {} | {} | {} | {}{}{}{} |\n", key, type, cell(shown), range, cell(meaning),
      cell(example), former, rule.needs_restart ? " A change needs a restart." : "");
}

void Describer::begin(std::string_view key) {
  const Table& outer = tables_[open_.back()];
  open(outer.path.empty() ? std::string{key} : fmt::format("{}.{}", outer.path, key),
       std::string{outer.type}, "");
}

void Describer::open(std::string path, std::string_view type, std::string_view summary) {
  std::string text = summary.empty() ? "" : fmt::format("{}\n\n", summary);
  text += "| Key | Type | Default | Range | Meaning |\n|---|---|---|---|---|\n";
  open_.push_back(tables_.size());
  tables_.push_back({std::move(path), std::string{type}, std::move(text)});
}

}  // namespace sluice::config
