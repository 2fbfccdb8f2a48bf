#pragma once

#include <string>

#include "config/reader.hpp"

namespace sluice::app {

/// Reads and checks a configuration file: everything that can be known without a network.
[[nodiscard]] config::Loaded load(const std::string& path);

}  // namespace sluice::app
