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

/// One mapping of the file while it is read, and the visitor that `fields` is given to read it.
/// Collects every problem and goes on, so that one run shows them all. Every key that was not
/// asked for is unknown.
class Section {
 public:
  /// A value that is no mapping is a problem, and reads as an empty one without further ado.
  explicit Section(Value value);

  /// Called by `fields` for each key. Thin on purpose: it is compiled once per field, so what does
  /// not depend on the type is in section.cpp.
  template <class T, class... Options>
  void operator()(std::string_view key, T& member, std::string_view, const Options&... options) {
    const Rule rule = rule_of(options...);
    const auto before = problems();
    if (const auto value = take(key, rule)) {
      read(*value, member, rule);
      if (problems() != before) unsound(key);
    }
  }

  /// Part of `fields` of a sink or source: what the connector of this type reads from the same
  /// mapping.
  void settings_of(ConnectorRole role, std::string_view type, ConnectorSettingsPtr& settings);

  [[nodiscard]] const Value& value() const noexcept { return value_; }
  [[nodiscard]] bool readable() const noexcept { return readable_; }

  /// The value under the key, for `check`: nothing when it is absent or already has a problem.
  [[nodiscard]] std::optional<Value> sound(std::string_view key) const;

  /// Reports at the value under the key, or at the section's own key when it is absent.
  void problem(std::string_view key, std::string message) const;

  /// Reports each key nobody asked for, with the known key it resembles.
  void refuse_unknown_keys() const;

 private:
  // Whether a field is sound shows in whether its reading added problems: readers need return
  // nothing, and a problem anywhere below a section makes it unsound as well.
  [[nodiscard]] std::size_t problems() const noexcept { return value_.reading().problems.size(); }
  [[nodiscard]] std::optional<Value> take(std::string_view key, const Rule& rule);
  void take_former(std::string_view key, std::string_view former);
  /// The value under the key, or under its former name where the file has that.
  [[nodiscard]] std::optional<Value> find(std::string_view key) const;
  void unsound(std::string_view key);

  Value value_;
  bool readable_;
  /// Whose keys these are is not known, so none of them is called unknown.
  bool unknown_type_ = false;
  std::vector<std::string_view> known_;
  struct FormerKey {
    std::string_view key;
    std::string_view written;
  };
  std::vector<FormerKey> former_;  ///< those that the file has in place of the key
  std::vector<std::string_view> unsound_;
};

/// Reads what the struct declares, then, unless there was no mapping at all, what its `check`
/// demands, if it has one.
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

/// Present because the file writes it, even as `{}`.
template <class T>
void read(const Value& value, std::optional<T>& member, const Rule& rule) {
  read(value, member.emplace(), rule);
}

/// The items of a list, or the one value where the rule allows to write it alone; false and a
/// problem when the value is neither, or empty although required.
[[nodiscard]] bool list_items(const Value& value, const Rule& rule, std::vector<Value>& items);
/// The same for the entries of a mapping.
[[nodiscard]] bool mapping_entries(const Value& value, const Rule& rule,
                                   std::vector<Value>& entries);
/// Whether the text can name a connection, a sink, a source or a return: it becomes a label, a file
/// name, a client id.
[[nodiscard]] bool is_name(std::string_view text);
/// What to tell the author of one that cannot.
inline constexpr std::string_view name_rule = "a name is 1 to 64 of a-z, 0-9, '_' and '-'";
/// The same of the key that an entry stands under; a problem when it cannot.
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
  // Unreadable items stay in the list as they are born: item i is the file's item i.
  for (const Value& item : items) {
    T& element = member.emplace_back();
    if constexpr (Named<T>) {
      if (valid_name(item)) element.name = item.node().key;
    }
    read(item, element, rule.for_items());
  }
}

/// Keys are free here: headers, properties of a client library.
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
