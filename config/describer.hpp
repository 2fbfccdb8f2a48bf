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

/// Gathers the documentation of every key, one table per section: the visitor that `fields` is
/// given to describe. What a member holds is its default.
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

  /// Part of `fields` of a sink or source: a table for every connector there is.
  void settings_of(ConnectorRole role, std::string_view type, const ConnectorSettingsPtr& settings);

  /// All tables as Markdown, in the order of declaration.
  [[nodiscard]] std::string markdown() const;

 private:
  /// One section of the file. Its rows are Markdown already.
  struct Table {
    std::string path;
    std::string type;  ///< of a table that only one connector has
    std::string text;
  };

  /// Empty for what has a table of its own, and for what is absent by default.
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
  // An absent section is described all the same, as it is born.
  template <WithFields T>
  void describe_parts(std::string_view key, std::optional<T>&) {
    T section;
    describe_parts(key, section);
  }
  // Nor need a list have an element: the path says that there may be many.
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
  std::vector<std::size_t> open_;  ///< indexes of the tables begun and not ended, outermost first
};

}  // namespace sluice::config
