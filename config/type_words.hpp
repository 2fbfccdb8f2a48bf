#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/field_types.hpp"
#include "config/live_secret.hpp"
#include "config/pem_file.hpp"
#include "config/scalar_types.hpp"
#include "config/units.hpp"

// The words of the documentation for the types of fields and for their ranges.
namespace sluice::config {

/// A class template and not a set of overloads, so that a list can use the words of its items for
/// any item type.
template <class T>
struct TypeWords {
  static std::string words() {
    if constexpr (Choice<T>) {
      std::string all;
      for (const auto& entry : names_of<T>()) {
        if (!all.empty()) all += ", ";
        all += '`' + std::string{entry.name} + '`';
      }
      return all;
    } else {
      static_assert(Integer<T> || WithFields<T>, "a type that no field can have");
      return Integer<T> ? "whole number" : "section";
    }
  }
};

template <>
struct TypeWords<bool> {
  static std::string words() { return "`true`, `false`"; }
};
template <>
struct TypeWords<double> {
  static std::string words() { return "number"; }
};
template <>
struct TypeWords<std::string> {
  static std::string words() { return "text"; }
};
template <>
struct TypeWords<Secret> {
  static std::string words() { return "secret text"; }
};
template <>
struct TypeWords<LiveSecret> {
  static std::string words() { return "secret text"; }
};
template <>
struct TypeWords<PemFile> {
  static std::string words() { return "text"; }
};
template <>
struct TypeWords<Duration> {
  static std::string words() { return "duration"; }
};
template <>
struct TypeWords<Bytes> {
  static std::string words() { return "size"; }
};
template <class T>
struct TypeWords<std::optional<T>> {
  static std::string words() { return TypeWords<T>::words(); }
};
template <class T>
struct TypeWords<std::vector<T>> {
  static std::string words() {
    return (Named<T> ? "map of names to " : "list of ") + TypeWords<T>::words();
  }
};
template <class T>
struct TypeWords<std::map<std::string, T>> {
  static std::string words() { return "map of text to " + TypeWords<T>::words(); }
};

template <class T>
[[nodiscard]] std::string type_words() {
  return TypeWords<T>::words();
}

/// `1..1000`, in the units of the type; empty without a range.
template <class T>
[[nodiscard]] std::string range_words(const Rule& rule) {
  if (!rule.range) return {};
  if constexpr (is_optional<T>) {
    return range_words<typename T::value_type>(rule);
  } else if constexpr (std::is_same_v<T, Duration>) {
    return to_text(Duration{rule.range->low}) + ".." + to_text(Duration{rule.range->high});
  } else if constexpr (std::is_same_v<T, Bytes>) {
    return to_text(Bytes{static_cast<std::uint64_t>(rule.range->low)}) + ".." +
           to_text(Bytes{static_cast<std::uint64_t>(rule.range->high)});
  } else {
    return std::to_string(rule.range->low) + ".." + std::to_string(rule.range->high);
  }
}

/// Sections and lists of sections have their own tables and no default.
template <class T>
inline constexpr bool is_described_apart = WithFields<T>;
template <class T>
inline constexpr bool is_described_apart<std::vector<T>> = WithFields<T>;

}  // namespace sluice::config
