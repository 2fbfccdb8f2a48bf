#pragma once

#include <string>
#include <string_view>

#include "config/reader.hpp"

namespace sluice::app {

/// Reads and checks a configuration file: everything that can be known without a network.
/// `on_file` is told of this file and of each that a value names.
[[nodiscard]] config::Loaded load(const std::string& path,
                                  const config::FileObserver& on_file = {});

/// The same of a text, which stands in no file.
[[nodiscard]] config::Loaded load_text(std::string_view text);

}  // namespace sluice::app
