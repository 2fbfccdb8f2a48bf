#pragma once

#include <boost/system/result.hpp>
#include <string_view>
#include <vector>

#include "config/problem.hpp"
#include "gateway/app/rehearsal/expectations.hpp"

namespace sluice::app {

/// Reads the file of `sluice test`, or finds all its problems in the order of the file. `${…}` has
/// no meaning in it. `name` is for the messages.
[[nodiscard]] boost::system::result<ExpectationFile, std::vector<config::Problem>>
read_expectations(std::string_view text, std::string_view name);

}  // namespace sluice::app
