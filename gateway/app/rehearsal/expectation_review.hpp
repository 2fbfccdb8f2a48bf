#pragma once

#include <string_view>
#include <vector>

#include "config/gateway_config.hpp"
#include "config/problem.hpp"
#include "gateway/app/rehearsal/expectations.hpp"

namespace sluice::app {

/// Where tests name what the configuration does not have, or leave open on which connection an
/// event comes. `name` is that of the file of tests.
[[nodiscard]] std::vector<config::Problem> find_wrong_names(const ExpectationFile& file,
                                                            const config::Gateway& config,
                                                            std::string_view name);

}  // namespace sluice::app
