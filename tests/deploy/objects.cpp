#include "tests/deploy/objects.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <stdexcept>

namespace sluice::test {
namespace {

using nlohmann::json;

json scalar(const YAML::Node& node) {
  if (node.Tag() == "!") return node.Scalar();  // it was quoted
  if (bool value{}; YAML::convert<bool>::decode(node, value)) return value;
  if (std::int64_t value{}; YAML::convert<std::int64_t>::decode(node, value)) return value;
  if (double value{}; YAML::convert<double>::decode(node, value)) return value;
  return node.Scalar();
}

json json_of(const YAML::Node& node) {
  if (node.IsScalar()) return scalar(node);
  json value;
  if (node.IsSequence()) value = json::array();
  if (node.IsMap()) value = json::object();
  for (const auto& entry : node) {
    if (node.IsSequence()) {
      value.push_back(json_of(entry));
    } else {
      value[entry.first.Scalar()] = json_of(entry.second);
    }
  }
  return value;
}

}  // namespace

Objects::Objects(const std::string& yaml) {
  for (const YAML::Node& document : YAML::LoadAll(yaml)) {
    if (document.IsMap()) all_.push_back(json_of(document));
  }
}

bool Objects::has(const std::string& kind) const {
  return std::ranges::any_of(all_, [&](const json& each) { return each.at("kind") == kind; });
}

const json& Objects::the(const std::string& kind) const {
  const json* found = nullptr;
  for (const json& each : all_) {
    if (each.at("kind") != kind) continue;
    if (found != nullptr) throw std::runtime_error("more than one " + kind);
    found = &each;
  }
  if (found == nullptr) throw std::runtime_error("no " + kind);
  return *found;
}

const json& Objects::workload() const {
  return the(has("StatefulSet") ? "StatefulSet" : "Deployment");
}

const json& Objects::named(const std::string& kind, const std::string& name) const {
  const auto found = std::ranges::find_if(all_, [&](const json& each) {
    return each.at("kind") == kind && each.at("metadata").at("name") == name;
  });
  if (found == all_.end()) throw std::runtime_error("no " + kind + " " + name);
  return *found;
}

json json_of_yaml(const std::string& yaml) {
  return json_of(YAML::Load(yaml));
}

std::string missing_from(const json& actual, const json& wanted, const std::string& path) {
  if (wanted.is_structured() && wanted.type() == actual.type()) {
    if (wanted.is_array() && wanted.size() != actual.size()) return path + ": of another size\n";
    std::string all;
    for (const auto& [key, value] : wanted.items()) {
      const std::string below = path + "/" + key;
      if (wanted.is_object() && !actual.contains(key)) {
        all += below + ": missing\n";
      } else {
        all +=
            missing_from(wanted.is_object() ? actual[key] : actual[std::stoul(key)], value, below);
      }
    }
    return all;
  }
  return wanted == actual ? ""
                          : path + ": " + actual.dump() + " instead of " + wanted.dump() + "\n";
}

}  // namespace sluice::test
