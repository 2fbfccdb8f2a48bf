#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/named_file.hpp"
#include "config/node.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// Looks up a variable of the environment; empty when it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// The environment of this process.
[[nodiscard]] Environment process_environment();

/// Resolves `${NAME}`, `${NAME:-default}` and `${file:PATH}` (PATH may contain variables) in the
/// values below the node, but not in keys and not in resolved text; `$${` is a literal `${`. A
/// reference that cannot be resolved, or that leaves its value empty, is reported as a problem
/// there, and readers skip the value. `on_file` is told of each PATH.
void interpolate(Node& root, Reading& reading, const Environment& environment,
                 const FileObserver& on_file = {});

}  // namespace sluice::config
