#pragma once

#include <string>

namespace sluice::app {

/// Compares what a configuration makes of the events and messages of a file with what the file
/// expects, and prints each difference. Nothing is sent. Returns the exit status: 0 where all is as
/// expected, 1 where something is not, 2 where the file or the configuration is bad.
[[nodiscard]] int run_tests(const std::string& path);

}  // namespace sluice::app
