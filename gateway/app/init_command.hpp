#pragma once

#include <string>

namespace sluice::app {

/// Writes a configuration to begin with to this file, which must not exist yet; to standard output
/// where the path is empty. Returns the exit status: 2 where it cannot be written.
[[nodiscard]] int write_starter(const std::string& path);

}  // namespace sluice::app
