#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "config/node.hpp"
#include "config/value.hpp"

namespace sluice::config {

/// What a name stands for in the environment; nothing when it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

/// The environment of this process.
[[nodiscard]] Environment process_environment();

/// Resolves `${NAME}`, `${NAME:-default}` and `${file:PATH}`, where PATH may hold variables, in
/// values below the node, not in keys or in what came out of another; `$${` is a literal `${`. What
/// cannot be resolved, or leaves a value empty, is a problem there, and readers pass over the
/// value.
void interpolate(Node& root, Reading& reading, const Environment& environment);

}  // namespace sluice::config
