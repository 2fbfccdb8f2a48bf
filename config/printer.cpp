#include "config/printer.hpp"

#include <fmt/format.h>

namespace sluice::config {
namespace {

constexpr std::string_view mask = "***";

/// A URL may have a token in its query, and a password in front of its host.
std::string masked_url(std::string text) {
  const auto scheme = text.find("://");
  if (scheme == text.npos) return text;
  const auto begin = scheme + 3;
  if (const auto query = text.find('?', begin); query != text.npos) {
    text.replace(query + 1, text.npos, mask);
  }
  const auto host_end = text.find_first_of("/?", begin);
  const auto at = text.rfind('@', host_end);
  if (at != text.npos && at >= begin) text.replace(begin, at - begin, mask);
  return text;
}

}  // namespace

void Printer::print(std::string_view key, const std::string& member) {
  line(key, to_yaml(masked_url(member)));
}

void Printer::settings_of(ConnectorRole role, std::string_view type,
                          const ConnectorSettingsPtr& settings) {
  const auto* const known = types_.find(role, type);
  if (known != nullptr && settings != nullptr) known->print(*this, *settings);
}

void Printer::line(std::string_view key, std::string_view value) {
  text_ += fmt::format("{}{}: {}\n", margin(), to_yaml(std::string{key}), value);
}

void Printer::begin(std::string_view key) {
  // The dash belongs on the line of the item's first key, which comes later.
  if (key == "-") {
    item_begins_ = true;
  } else {
    text_ += fmt::format("{}{}:\n", margin(), to_yaml(std::string{key}));
  }
  indent_ += "  ";
}

void Printer::end() {
  indent_.resize(indent_.size() - 2);
}

std::string Printer::margin() {
  std::string margin = indent_;
  if (item_begins_) margin.replace(margin.size() - 2, 1, "-");
  item_begins_ = false;
  return margin;
}

}  // namespace sluice::config
