#pragma once

#include <set>
#include <string>

namespace sluice::test {

/// The metrics of the gateway, and what rules record of them, that a PromQL expression names.
[[nodiscard]] std::set<std::string> metrics_in(const std::string& expression);

/// The names under which Prometheus keeps what the gateway exports: a histogram has three.
[[nodiscard]] std::set<std::string> exported_names();

}  // namespace sluice::test
