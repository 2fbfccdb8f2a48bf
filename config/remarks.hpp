#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/gateway_config.hpp"

namespace sluice::config {

class Value;

/// What others say of one route or return.
struct Remark {
  std::string_view list;  ///< `routes` or `returns`
  std::size_t index{};
  std::string_view field;  ///< empty: the rule as a whole
  std::string message;
};

/// Those who know what `config` does not: templates are the relay's language, and topics are the
/// connectors'. Either may be empty.
struct Reviewer {
  /// What has to be changed. Asked of every file, so also of one that has problems.
  std::function<std::vector<Remark>(const Gateway& gateway)> find_faults{};
  /// What is allowed and may not be meant. Asked of a file without problems only.
  std::function<std::vector<Remark>(const Gateway& gateway)> find_warnings{};
};

/// Reports faults at the places they are about. One on a rule that has a problem already is passed
/// over: what was half read is judged when it is whole.
void report_faults(const std::vector<Remark>& faults, const Value& root);

/// Reports warnings at the places they are about.
void report_warnings(const std::vector<Remark>& warnings, const Value& root);

}  // namespace sluice::config
