#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "config/fields.hpp"

namespace sluice::config {

/// The options of one `visit(…)` in `fields`, gathered for the visitors.
struct Rule {
  std::optional<Range> range;
  bool required = false;
  bool one_or_many = false;
  bool needs_restart = false;
  std::string_view former_key;
  std::string_view example;

  /// The rule for each item of a list or map.
  [[nodiscard]] Rule for_items() const {
    Rule items;
    items.range = range;
    return items;
  }
};

// One overload for each option of config/fields.hpp; any other type fails to compile.
inline void add(Rule& rule, Range range) {
  rule.range = range;
}
inline void add(Rule& rule, Required) {
  rule.required = true;
}
inline void add(Rule& rule, OneOrMany) {
  rule.one_or_many = true;
}
inline void add(Rule& rule, NeedsRestart) {
  rule.needs_restart = true;
}
inline void add(Rule& rule, Formerly formerly) {
  rule.former_key = formerly.key;
}
inline void add(Rule& rule, Example example) {
  rule.example = example.yaml;
}

template <class... Options>
[[nodiscard]] Rule rule_of(const Options&... options) {
  Rule rule;
  (add(rule, options), ...);
  return rule;
}

/// A type that declares the spellings of its values: an enum, or a set of enum values.
template <class E>
concept Choice = requires {
  enum_names(static_cast<const E*>(nullptr));
};

/// All spellings of its values, in the order of messages.
template <Choice E>
[[nodiscard]] constexpr auto names_of() {
  return enum_names(static_cast<const E*>(nullptr));
}

/// A whole number; not bool, which has its own spellings.
template <class I>
concept Integer = std::integral<I> && !std::same_as<I, bool>;

/// A struct that declares its fields for any visitor.
template <class T>
concept WithFields = std::is_class_v<T> && requires(Rule& any_visitor, T& settings) {
  fields(any_visitor, settings);
};

/// Absent unless the file has the key, so it has no default to show.
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

/// An element of a list that the file writes as a mapping from names.
template <class T>
concept Named = requires(T& element) {
  { element.name } -> std::same_as<std::string&>;
};

}  // namespace sluice::config
