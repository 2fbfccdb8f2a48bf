#include "config/schema_writer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "config/units.hpp"

namespace sluice::config {
namespace {

using Object = nlohmann::ordered_json;

/// Matches a value that is unknown until `${…}` in it is resolved.
constexpr auto reference = R"(\$\{)";

/// A value that may also be written in quotes; then `pattern` must match.
Object quotable(const char* type, const std::string& pattern, const Rule& rule) {
  Object schema{{"type", {type, "string"}}, {"pattern", pattern + '|' + reference}};
  if (rule.range) {
    schema["minimum"] = rule.range->low;
    schema["maximum"] = rule.range->high;
  }
  return schema;
}

/// A mapping; a required one must have an entry.
Object mapping(const std::string& values, const Rule& rule) {
  Object schema{{"type", "object"}};
  if (rule.required) schema["minProperties"] = 1;
  schema["additionalProperties"] = Object::parse(values);
  return schema;
}

}  // namespace

SchemaWriter::SchemaWriter(const ConnectorTypes& types) : types_(types), open_(1) {}

void SchemaWriter::settings_of(ConnectorRole role, std::string_view, const ConnectorSettingsPtr&) {
  for (const ConnectorType& type : types_.of(role)) {
    open_.emplace_back();
    type.write_schema(*this);
    Section settings = std::move(open_.back());
    open_.pop_back();
    open_.back().variants.push_back({type.name, std::move(settings)});
  }
}

std::string SchemaWriter::text() {
  Object schema{{"$schema", "http://json-schema.org/draft-07/schema#"}};
  schema.update(Object::parse(close()));
  return schema.dump(2) + '\n';
}

SchemaWriter::Json SchemaWriter::schema(bool&, const Rule& rule) {
  return quotable("boolean", "^(true|false)$", rule).dump();
}

SchemaWriter::Json SchemaWriter::schema(double&, const Rule& rule) {
  return quotable("number", "^-?[0-9]", rule).dump();
}

SchemaWriter::Json SchemaWriter::schema(std::string&, const Rule& rule) {
  Object schema{{"type", "string"}};
  if (rule.required) schema["minLength"] = 1;
  return schema.dump();
}

SchemaWriter::Json SchemaWriter::schema(Secret&, const Rule& rule) {
  std::string text;
  return schema(text, rule);
}

SchemaWriter::Json SchemaWriter::schema(LiveSecret&, const Rule& rule) {
  std::string text;
  return schema(text, rule);
}

SchemaWriter::Json SchemaWriter::schema(PemFile&, const Rule& rule) {
  std::string name;
  return schema(name, rule);
}

// The range is left out: a schema cannot compare `90s` with `1m`.
SchemaWriter::Json SchemaWriter::schema(Duration&, const Rule&) {
  return Object{{"type", "string"}, {"pattern", std::string{"^[0-9]+(ms|s|m|h)$|"} + reference}}
      .dump();
}

SchemaWriter::Json SchemaWriter::schema(Bytes&, const Rule& rule) {
  return quotable("integer", "^[0-9]+(KiB|MiB|GiB)?$", rule).dump();
}

SchemaWriter::Json SchemaWriter::whole_number(const Rule& rule) {
  return quotable("integer", "^-?[0-9]+$", rule).dump();
}

// YAML reads an unquoted name such as `5` as a number.
SchemaWriter::Json SchemaWriter::choice(std::span<const std::string_view> names) {
  Object values = Object::array();
  for (const std::string_view name : names) {
    values.push_back(name);
    if (const auto number = parse_integer(name)) values.push_back(*number);
  }
  return Object{{"anyOf", {{{"enum", values}}, {{"type", "string"}, {"pattern", reference}}}}}
      .dump();
}

SchemaWriter::Json SchemaWriter::list(const Json& items, const Rule& rule) {
  const Object item = Object::parse(items);
  Object schema{{"type", "array"}};
  if (rule.required) schema["minItems"] = 1;
  schema["items"] = item;
  if (rule.one_or_many) schema = Object{{"anyOf", {item, schema}}};
  return schema.dump();
}

SchemaWriter::Json SchemaWriter::map(const Json& values, const Rule& rule) {
  return mapping(values, rule).dump();
}

SchemaWriter::Json SchemaWriter::by_name(const Json& values, const Rule& rule) {
  Object schema = mapping(values, rule);
  schema["propertyNames"] = {{"pattern", "^[a-z0-9_-]{1,64}$"}};
  return schema.dump();
}

// Unknown keys are refused, so the branch of each type repeats the common keys: draft 7 cannot
// refuse keys that are unknown to all of several parts.
SchemaWriter::Json SchemaWriter::of(const Section& section) {
  const bool by_type = !section.variants.empty();
  Object schema{{"type", "object"}, {"additionalProperties", by_type}};
  schema["properties"] = Object::object();
  for (const auto& [key, property] : section.properties) {
    schema["properties"][key] = Object::parse(property);
  }
  if (!section.required.empty()) schema["required"] = section.required;
  Object types = Object::array();
  Object branches = Object::array();
  for (const auto& [type, own] : section.variants) {
    Section whole{.properties = own.properties, .required = own.required, .variants = {}};
    for (const auto& [key, property] : section.properties) {
      whole.properties.emplace_back(key, "true");
    }
    types.push_back(type);
    branches.push_back({{"if", {{"properties", {{"type", {{"const", type}}}}}}},
                        {"then", Object::parse(of(whole))}});
  }
  if (by_type) {
    schema["properties"]["type"]["enum"] = types;
    schema["allOf"] = branches;
  }
  return schema.dump();
}

void SchemaWriter::property(std::string_view key, const Json& schema, std::string_view meaning,
                            const Rule& rule) {
  const std::string restart = rule.needs_restart ? " A change needs a restart." : "";
  Object described{{"description", std::string{meaning} + restart}};
  described.update(Object::parse(schema));
  auto& section = open_.back();
  section.properties.emplace_back(key, described.dump());
  if (rule.former_key.empty()) {
    if (rule.required) section.required.emplace_back(key);
    return;
  }
  // Either name is valid here; `sluice check` demands one of them.
  described["description"] = "Called " + std::string{key} + " now.";
  described["deprecated"] = true;
  section.properties.emplace_back(rule.former_key, described.dump());
}

SchemaWriter::Json SchemaWriter::close() {
  const Section section = std::move(open_.back());
  open_.pop_back();
  return of(section);
}

}  // namespace sluice::config
