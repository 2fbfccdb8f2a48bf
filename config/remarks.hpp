#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/gateway_config.hpp"

namespace sluice::config {

class Value;

/// A remark of another module on one route or return.
struct Remark {
  std::string_view list;  ///< `routes` or `returns`
  std::size_t index{};
  std::string_view field;  ///< empty: the whole rule
  std::string message;
  bool is_about_value = false;  ///< the message is the end of a sentence that begins with the value
};

/// The checks that `config` cannot make: the relay knows templates, and the connectors know topics.
/// Either function may be empty.
struct Reviewer {
  /// Finds mistakes. Called for every file, also for one with problems.
  std::function<std::vector<Remark>(const Gateway& gateway)> find_faults{};
  /// Finds allowed values that may be unintended. Called only for a file without problems.
  std::function<std::vector<Remark>(const Gateway& gateway)> find_warnings{};
};

/// Reports faults at their places. A fault of a rule that has a problem already is skipped: the
/// rule is checked again when it is complete.
void report_faults(const std::vector<Remark>& faults, const Value& root);

/// Reports warnings at their places.
void report_warnings(const std::vector<Remark>& warnings, const Value& root);

}  // namespace sluice::config
