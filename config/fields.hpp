#pragma once

#include <cstdint>
#include <string_view>

// The declaration of a part of the configuration. Each settings struct has one function template
//
//   template <class Visitor>
//   void fields(Visitor& visit, Settings& settings) {
//     visit("brokers", settings.brokers, "Bootstrap brokers, host:port.", Required{});
//     visit("qos", settings.qos, "Quality of service.", Range{0, 1});
//   }
//
// found by argument-dependent lookup. Everything else follows from it: the reader (YAML to struct,
// all problems at once, unknown keys refused), docs/config.md, and the printed effective
// configuration with secrets masked. A field's default is its initial value in the struct. Field
// types: bool, integers, double, std::string, Secret, LiveSecret, Duration, Bytes, an enum with
// `enum_names`, std::vector and std::map<std::string, …> of these, std::optional of these, and
// structs with their own `fields`. The file writes a list of structs that have a `name` as a
// mapping from names.
// Rules that no single field can state go into `void check(Section&, const Settings&)` beside it.
namespace sluice::config {

/// The bounds of a number, both included. A Duration is in milliseconds, a Bytes value in bytes.
struct Range {
  std::int64_t low;
  std::int64_t high;
};

/// The key must be present; text and lists must not be empty either.
struct Required {};

/// A list that may be written as one plain value when it has only one item.
struct OneOrMany {};

/// A running gateway cannot apply a change of this key, or of any key of this section.
struct NeedsRestart {};

/// The former name of the key. A file with that name is still read, with a warning.
struct Formerly {
  std::string_view key;
};

/// An example for the documentation, where the default does not show the form.
struct Example {
  std::string_view yaml;
};

/// One spelling of an enum's value. An enum used in settings has, in its namespace,
/// `constexpr auto enum_names(const E*)`, which returns an array of these.
template <class Enum>
struct EnumName {
  std::string_view name;
  Enum value;
};

}  // namespace sluice::config
