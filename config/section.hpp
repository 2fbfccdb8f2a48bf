#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/connector_type.hpp"
#include "config/describer.hpp"
#include "config/digester.hpp"
#include "config/field_types.hpp"
#include "config/printer.hpp"
#include "config/scalars.hpp"
#include "config/schema_writer.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// One mapping of the file while it is read, and the `fields` visitor for reading. Collects every
/// problem and continues, so that one run shows them all. Every key that `fields` did not visit is
/// unknown.
class Section {
 public:
  /// A value that is no mapping is a problem; it is then read as an empty mapping without further
  /// problems.
  explicit Section(Value value);

  /// Called by `fields` for each key. It is small because it is compiled once per field;
  /// section.cpp has the code that does not depend on the type.
  template <class T, class... Options>
  void operator()(std::string_view key, T& member, std::string_view, const Options&... options) {
    const Rule rule = rule_of(options...);
    const auto before = problems();
    if (const auto value = take(key, rule)) {
      read(*value, member, rule);
      if (problems() != before) unsound(key);
    }
  }

  /// Part of `fields` of a sink or source: the connector of this type reads its keys from the same
  /// mapping.
  void settings_of(ConnectorRole role, std::string_view type, ConnectorSettingsPtr& settings);

  [[nodiscard]] const Value& value() const noexcept { return value_; }
  [[nodiscard]] bool readable() const noexcept { return readable_; }

  /// The value under the key, for `check`; empty when it is absent or already has a problem.
  [[nodiscard]] std::optional<Value> sound(std::string_view key) const;

  /// Reports at the value under the key, or at the section's own key when it is absent.
  void problem(std::string_view key, std::string message) const;

  /// Reports each key that `fields` did not visit, with the known key that it resembles.
  void refuse_unknown_keys() const;

 private:
  // A field is sound if its reading added no problem. Readers therefore need no result, and a
  // problem anywhere below a section makes the section unsound as well.
  [[nodiscard]] std::size_t problems() const noexcept { return value_.reading().problems.size(); }
  [[nodiscard]] std::optional<Value> take(std::string_view key, const Rule& rule);
  void take_former(std::string_view key, std::string_view former);
  /// The value under the key, or under its former name when the file has that.
  [[nodiscard]] std::optional<Value> find(std::string_view key) const;
  void unsound(std::string_view key);

  Value value_;
  bool readable_;
  /// The connector of these keys is unknown, so none of them is reported as unknown.
  bool unknown_type_ = false;
  std::vector<std::string_view> known_;
  struct FormerKey {
    std::string_view key;
    std::string_view written;
  };
  std::vector<FormerKey> former_;  ///< the former names that the file has in place of the key
  std::vector<std::string_view> unsound_;
};

/// Reads the declared fields of the struct, and then runs its `check`, if it has one. Without a
/// mapping there is no check.
template <WithFields T>
void read_fields(Section& section, T& settings) {
  fields(section, settings);
  if constexpr (requires { check(section, settings); }) {
    if (section.readable()) check(section, settings);
  }
}

/// A section within a section.
template <WithFields T>
void read(const Value& value, T& settings, const Rule&) {
  Section section(value);
  read_fields(section, settings);
  section.refuse_unknown_keys();
}

/// Present because the file has the key, even as `{}`.
template <class T>
void read(const Value& value, std::optional<T>& member, const Rule& rule) {
  read(value, member.emplace(), rule);
}

/// The items of a list, or the one value if the rule allows to write it alone. Returns false after
/// a problem: the value is neither, or it is empty although required.
[[nodiscard]] bool list_items(const Value& value, const Rule& rule, std::vector<Value>& items);
/// The same for the entries of a mapping.
[[nodiscard]] bool mapping_entries(const Value& value, const Rule& rule,
                                   std::vector<Value>& entries);
/// Whether the text can name a connection, a sink, a source or a return: it becomes a label, a file
/// name and a client id.
[[nodiscard]] bool is_name(std::string_view text);
/// The message for a text that cannot.
inline constexpr std::string_view name_rule = "a name is 1 to 64 of a-z, 0-9, '_' and '-'";
/// The same for the key of an entry; reports a problem when it is not a name.
bool valid_name(const Value& entry);

template <class T>
void read(const Value& value, std::vector<T>& member, const Rule& rule) {
  std::vector<Value> items;
  if constexpr (Named<T>) {
    if (!mapping_entries(value, rule, items)) return;
  } else {
    if (!list_items(value, rule, items)) return;
  }
  member.clear();
  // Unreadable items stay in the list with their defaults: item i is item i of the file.
  for (const Value& item : items) {
    T& element = member.emplace_back();
    if constexpr (Named<T>) {
      if (valid_name(item)) element.name = item.node().key;
    }
    read(item, element, rule.for_items());
  }
}

/// The keys are free here: headers, or properties of a client library.
template <class T>
void read(const Value& value, std::map<std::string, T>& member, const Rule& rule) {
  std::vector<Value> entries;
  if (!mapping_entries(value, rule, entries)) return;
  member.clear();
  for (const Value& entry : entries) {
    read(entry, member[entry.node().key], rule.for_items());
  }
}

template <class Settings>
ConnectorType connector_type(std::string_view name, std::string_view summary) {
  return {name,
          summary,
          [](Section& section) -> ConnectorSettingsPtr {
            const auto settings = std::make_shared<Settings>();
            read_fields(section, *settings);
            return settings;
          },
          [](Describer& describer) {
            Settings defaults;
            fields(describer, defaults);
          },
          [](Printer& printer, const ConnectorSettings& read) {
            auto settings = static_cast<const Settings&>(read);
            fields(printer, settings);
          },
          [](Digester& digester, const ConnectorSettings& read) {
            auto settings = static_cast<const Settings&>(read);
            fields(digester, settings);
          },
          [](SchemaWriter& writer) {
            Settings defaults;
            fields(writer, defaults);
          }};
}

}  // namespace sluice::config
