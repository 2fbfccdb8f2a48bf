#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/field_types.hpp"
#include "config/live_secret.hpp"
#include "config/pem_file.hpp"
#include "config/scalar_types.hpp"
#include "config/units.hpp"

// Values on one line in the form of the file, for the printer and the documentation. The output
// reads back as the same value, except for a secret: it becomes `"***"`, or `""` when empty.
namespace sluice::config {

[[nodiscard]] std::string to_yaml(bool value);
[[nodiscard]] std::string to_yaml(double value);
[[nodiscard]] std::string to_yaml(const std::string& value);
[[nodiscard]] std::string to_yaml(const Secret& value);
[[nodiscard]] std::string to_yaml(const LiveSecret& value);
[[nodiscard]] std::string to_yaml(const PemFile& value);  ///< its name
[[nodiscard]] std::string to_yaml(Duration value);
[[nodiscard]] std::string to_yaml(Bytes value);

template <Integer I>
[[nodiscard]] std::string to_yaml(I value) {
  return std::to_string(value);
}

template <Choice E>
[[nodiscard]] std::string to_yaml(E value) {
  for (const auto& entry : names_of<E>()) {
    if (entry.value == value) return std::string{entry.name};
  }
  return {};
}

template <class T>
[[nodiscard]] std::string to_yaml(const std::vector<T>& values) {
  std::string items;
  for (const T& value : values) items += (items.empty() ? "" : ", ") + to_yaml(value);
  return '[' + items + ']';
}

template <class T>
[[nodiscard]] std::string to_yaml(const std::map<std::string, T>& values) {
  std::string entries;
  for (const auto& [key, value] : values) {
    entries += (entries.empty() ? "" : ", ") + to_yaml(key) + ": " + to_yaml(value);
  }
  return '{' + entries + '}';
}

}  // namespace sluice::config
