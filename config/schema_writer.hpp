#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/connector_type.hpp"
#include "config/field_types.hpp"
#include "config/live_secret.hpp"
#include "config/pem_file.hpp"
#include "config/scalar_types.hpp"

namespace sluice::config {

/// Writes the declarations as a JSON Schema (draft 7), for editors and for the Helm chart: the
/// `fields` visitor for that. The schema demands only rules of single values; `sluice check` has
/// the rules for references between names and for keys that exclude each other. Text must be a
/// string in the schema, because a YAML reader such as Helm's has turned `1e5` into a number before
/// the gateway sees it. Any value may be a `${…}` instead.
class SchemaWriter {
 public:
  explicit SchemaWriter(const ConnectorTypes& types);

  template <class T, class... Options>
  void operator()(std::string_view key, T& member, std::string_view meaning,
                  const Options&... options) {
    const Rule rule = rule_of(options...);
    property(key, schema(member, rule), meaning, rule);
  }

  /// Part of `fields` of a sink or a source: the value of `type` decides which keys exist.
  void settings_of(ConnectorRole role, std::string_view type, const ConnectorSettingsPtr& settings);

  /// The schema of everything that was visited.
  [[nodiscard]] std::string text();

 private:
  using Json = std::string;  ///< text, so that this header, which many files include, needs no JSON
                             ///< library
  /// One section of the file.
  struct Variant;
  struct Section {
    std::vector<std::pair<std::string, Json>> properties;
    std::vector<std::string> required;
    std::vector<Variant> variants;  ///< one for each type of connector
  };
  /// The keys of only one type of connector.
  struct Variant {
    std::string_view type;
    Section settings;
  };

  // The form of a value, by the type of its field.
  [[nodiscard]] static Json schema(bool&, const Rule&);
  [[nodiscard]] static Json schema(double&, const Rule& rule);
  [[nodiscard]] static Json schema(std::string&, const Rule& rule);
  [[nodiscard]] static Json schema(Secret&, const Rule& rule);
  [[nodiscard]] static Json schema(LiveSecret&, const Rule& rule);
  [[nodiscard]] static Json schema(PemFile&, const Rule& rule);
  [[nodiscard]] static Json schema(Duration&, const Rule&);
  [[nodiscard]] static Json schema(Bytes&, const Rule& rule);
  template <Integer I>
  [[nodiscard]] static Json schema(I&, const Rule& rule) {
    return whole_number(rule);
  }
  template <Choice E>
  [[nodiscard]] static Json schema(E&, const Rule&) {
    std::vector<std::string_view> names;
    for (const auto& entry : names_of<E>()) names.push_back(entry.name);
    return choice(names);
  }
  template <WithFields T>
  [[nodiscard]] Json schema(T& member, const Rule&) {
    open_.emplace_back();
    fields(*this, member);
    return close();
  }
  template <class T>
  [[nodiscard]] Json schema(std::optional<T>&, const Rule& rule) {
    T present{};
    return schema(present, rule);
  }
  template <class T>
  [[nodiscard]] Json schema(std::vector<T>&, const Rule& rule) {
    T item{};
    const Json items = schema(item, rule.for_items());
    return Named<T> ? by_name(items, rule) : list(items, rule);
  }
  template <class T>
  [[nodiscard]] Json schema(std::map<std::string, T>&, const Rule& rule) {
    T value{};
    return map(schema(value, rule.for_items()), rule);
  }

  [[nodiscard]] static Json whole_number(const Rule& rule);
  [[nodiscard]] static Json choice(std::span<const std::string_view> names);
  [[nodiscard]] static Json list(const Json& items, const Rule& rule);
  [[nodiscard]] static Json map(const Json& values, const Rule& rule);
  /// A map whose keys are names of connections, sinks or sources.
  [[nodiscard]] static Json by_name(const Json& values, const Rule& rule);
  [[nodiscard]] static Json of(const Section& section);

  void property(std::string_view key, const Json& schema, std::string_view meaning,
                const Rule& rule);
  /// Ends the innermost section and returns its schema.
  [[nodiscard]] Json close();

  const ConnectorTypes& types_;
  std::vector<Section> open_;  ///< the sections that are not finished, outermost first
};

}  // namespace sluice::config
