#pragma once

#include <string>

#include "gateway/app/admin_client.hpp"

namespace sluice::app {

struct PlanOrder {
  std::string config;    ///< the path of the file; `-` for standard input
  AdminContact gateway;  ///< without a URL: the one in the file, on this machine
};

/// The exit status of `sluice plan` where nothing can be said.
inline constexpr int status_no_plan = 1;

/// Asks a running gateway what a reload with this configuration would do, and prints it. The
/// gateway resolves `${…}`, as it would for the reload. Returns the exit status: 0 where nothing
/// differs, 2 where something does, 1 where the configuration is bad or nobody answers.
[[nodiscard]] int show_plan(const PlanOrder& order);

}  // namespace sluice::app
