#include "tests/transcripts/json_schema.hpp"

#include <algorithm>
#include <iterator>
#include <regex>
#include <set>
#include <stdexcept>

namespace sluice::test {
namespace {

using nlohmann::json;

bool is_of_type(const json& value, const json& type) {
  if (type.is_array()) {
    return std::ranges::any_of(type, [&](const json& each) { return is_of_type(value, each); });
  }
  if (type == "integer") return value.is_number_integer();
  return type == value.type_name();
}

class Validation {
 public:
  Validation(const json& schema, const json& value, const std::string& path)
      : schema_(schema), value_(value), path_(path) {}

  std::vector<std::string> run() {
    for (const auto& [word, argument] : schema_.items()) apply(word, argument);
    return std::move(mistakes_);
  }

 private:
  void demand(bool holds, const std::string& what) {
    if (!holds) mistakes_.push_back(path_ + ": " + what + ": " + value_.dump());
  }

  void descend(const json& schema, const json& value, const std::string& path) {
    std::ranges::move(schema_mistakes(schema, value, path), std::back_inserter(mistakes_));
  }

  void apply(const std::string& word, const json& argument) {
    static const std::set<std::string> notes{"$schema", "title", "description", "then"};
    if (notes.contains(word)) return;
    if (word == "type") return demand(is_of_type(value_, argument), "type");
    if (word == "const") return demand(value_ == argument, "const");
    if (word == "enum") return demand(std::ranges::find(argument, value_) != argument.end(), word);
    if (word == "minimum") return demand(value_ >= argument, word);
    if (word == "pattern") return apply_pattern(argument.get<std::string>());
    if (word == "allOf") {
      for (const json& each : argument) descend(each, value_, path_);
    } else if (word == "if") {
      if (schema_mistakes(argument, value_).empty()) descend(schema_.at("then"), value_, path_);
    } else {
      apply_to_fields(word, argument);
    }
  }

  void apply_pattern(const std::string& pattern) {
    demand(std::regex_search(value_.get<std::string>(), std::regex{pattern}), "pattern");
  }

  void apply_to_fields(const std::string& word, const json& argument) {
    if (word == "required") {
      for (const json& name : argument) demand(value_.contains(name), "lacks " + name.dump());
    } else if (word == "properties") {
      for (const auto& [name, schema] : argument.items()) {
        if (value_.contains(name)) descend(schema, value_.at(name), path_ + "/" + name);
      }
    } else if (word == "additionalProperties" && argument == false) {
      for (const auto& [name, ignored] : value_.items()) {
        demand(schema_.at("properties").contains(name), "no field is named " + name);
      }
    } else {
      throw std::runtime_error("unknown word of JSON Schema: " + word);
    }
  }

  const json& schema_;
  const json& value_;
  const std::string& path_;
  std::vector<std::string> mistakes_;
};

}  // namespace

std::vector<std::string> schema_mistakes(const json& schema, const json& value,
                                         const std::string& path) {
  return Validation{schema, value, path}.run();
}

}  // namespace sluice::test
