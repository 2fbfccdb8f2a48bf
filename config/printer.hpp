#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/connector_type.hpp"
#include "config/field_types.hpp"
#include "config/yaml_text.hpp"

namespace sluice::config {

/// Writes a configuration as YAML with every default, and with every secret masked, as are login
/// and query of each URL: the `fields` visitor for printing.
class Printer {
 public:
  explicit Printer(const ConnectorTypes& types) : types_(types) {}

  template <class T, class... Options>
  void operator()(std::string_view key, T& member, std::string_view, const Options&...) {
    print(key, member);
  }

  /// Part of `fields` of a sink or source: the connector of this type writes its keys into the same
  /// mapping.
  void settings_of(ConnectorRole role, std::string_view type, const ConnectorSettingsPtr& settings);

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  // Plain values are written on one line; sections and lists of sections are indented.
  template <class T>
  void print(std::string_view key, T& member) {
    line(key, to_yaml(member));
  }
  void print(std::string_view key, const std::string& member);
  void print(std::string_view key, std::string& member) { print(key, std::as_const(member)); }
  template <WithFields T>
  void print(std::string_view key, T& member) {
    begin(key);
    fields(*this, member);
    end();
  }
  template <class T>
  void print(std::string_view key, std::optional<T>& member) {
    if (member) print(key, *member);
  }
  template <WithFields T>
  void print(std::string_view key, std::vector<T>& members) {
    if (members.empty()) return line(key, Named<T> ? "{}" : "[]");
    begin(key);
    for (T& member : members) {
      if constexpr (Named<T>) {
        print(member.name, member);
      } else {
        print("-", member);  // an item has a dash in place of a key
      }
    }
    end();
  }

  void line(std::string_view key, std::string_view value);
  /// All lines between begin() and end() belong to the section `key`; a dash begins an item of a
  /// list.
  void begin(std::string_view key);
  void end();
  /// The start of the next line.
  [[nodiscard]] std::string margin();

  const ConnectorTypes& types_;
  std::string text_;
  std::string indent_;
  bool item_begins_ = false;  ///< the next line is the first one of a list item
};

}  // namespace sluice::config
