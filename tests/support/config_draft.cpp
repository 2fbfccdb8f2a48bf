#include "tests/support/config_draft.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sluice::test {

ConfigSection& ConfigSection::with(std::string keys) {
  keys_.emplace_back("", std::move(keys));
  return *this;
}

void ConfigSection::set(const std::string& key, const std::string& text) {
  std::string quoted = nlohmann::json(text).dump();  // a JSON string is a YAML string
  const auto found = std::ranges::find(keys_, key, &std::pair<std::string, std::string>::first);
  if (found != keys_.end()) {
    found->second = std::move(quoted);
  } else {
    keys_.emplace_back(key, std::move(quoted));
  }
}

std::string ConfigSection::yaml() const {
  std::string text;
  for (const auto& [key, value] : keys_) {
    text += (text.empty() ? "" : ", ") + (key.empty() ? value : key + ": " + value);
  }
  return "{" + text + "}";
}

ConfigSection& ConfigDraft::named(const std::string& list, const std::string& name) {
  auto& sections = named_[list];
  const auto found =
      std::ranges::find(sections, name, &std::pair<std::string, ConfigSection>::first);
  if (found != sections.end()) return found->second;
  return sections.emplace_back(name, ConfigSection{}).second;
}

ConfigSection& ConfigDraft::item(const std::string& list) {
  return items_[list].emplace_back();
}

std::string ConfigDraft::yaml() const {
  std::string text;
  for (const auto& line : keys_) text += line + '\n';
  for (const auto& [list, sections] : named_) {
    text += list + ":\n";
    for (const auto& [name, section] : sections) text += "  " + name + ": " + section.yaml() + '\n';
  }
  for (const auto& [list, sections] : items_) {
    text += list + ":\n";
    for (const auto& section : sections) text += "  - " + section.yaml() + '\n';
  }
  return text;
}

}  // namespace sluice::test
