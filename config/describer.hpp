#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/connector_type.hpp"
#include "config/field_types.hpp"
#include "config/type_words.hpp"
#include "config/yaml_text.hpp"

namespace sluice::config {

/// Gathers the documentation of every key, one table per section: the `fields` visitor for
/// docs/config.md. The value of a member is its default.
class Describer {
 public:
  explicit Describer(const ConnectorTypes& types);

  template <class T, class... Options>
  void operator()(std::string_view key, T& member, std::string_view meaning,
                  const Options&... options) {
    const Rule rule = rule_of(options...);
    row(key, type_words<T>(), default_of(member), range_words<T>(rule), meaning, rule);
    describe_parts(key, member);
  }

  /// Part of `fields` of a sink or source: one table for each connector type.
  void settings_of(ConnectorRole role, std::string_view type, const ConnectorSettingsPtr& settings);

  /// All tables as Markdown, in the order of declaration.
  [[nodiscard]] std::string markdown() const;

 private:
  /// One section of the file. Its rows are in Markdown.
  struct Table {
    std::string path;
    std::string type;  ///< for the table of a single connector
    std::string text;
  };

  /// Empty for a member with a table of its own, and for a member that is absent by default.
  template <class T>
  [[nodiscard]] static std::string default_of(const T& member) {
    if constexpr (is_described_apart<T> || is_optional<T>) {
      return {};
    } else {
      return to_yaml(member);
    }
  }

  template <class T>
  void describe_parts(std::string_view, T&) {}
  template <WithFields T>
  void describe_parts(std::string_view key, T& member) {
    begin(key);
    fields(*this, member);
    end();
  }
  // An absent section is documented with its default values.
  template <WithFields T>
  void describe_parts(std::string_view key, std::optional<T>&) {
    T section;
    describe_parts(key, section);
  }
  // An empty list is documented too: the path shows that there may be many elements.
  template <WithFields T>
  void describe_parts(std::string_view key, std::vector<T>&) {
    T element;
    describe_parts(std::string{key} + (Named<T> ? ".NAME" : "[]"), element);
  }

  void row(std::string_view key, const std::string& type, const std::string& fallback,
           const std::string& range, std::string_view meaning, const Rule& rule);
  void begin(std::string_view key);
  void open(std::string path, std::string_view type, std::string_view summary);
  void end() { open_.pop_back(); }

  const ConnectorTypes& types_;
  std::vector<Table> tables_;
  std::vector<std::size_t> open_;  ///< indexes of the tables that are not finished, outermost first
};

}  // namespace sluice::config
