#include "config/printer.hpp"

#include <fmt/format.h>

namespace sluice::config {

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
