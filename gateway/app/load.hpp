#pragma once

#include <string>

#include "config/reader.hpp"

namespace sluice::app {

/// Reads and checks a configuration file: everything that can be known without a network.
/// `on_file` is told of this file and of each that a value names.
[[nodiscard]] config::Loaded load(const std::string& path,
                                  const config::FileObserver& on_file = {});

}  // namespace sluice::app
