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

/// Resolves `${NAME}`, `${NAME:-default}` and `${file:PATH}` in every value below the node (never
/// in keys, never in what came out of another); `$${` is a literal `${`. PATH may hold variables.
/// A reference that cannot be resolved, or one that leaves its value empty, is a problem at that
/// value, which readers then pass over. `${NAME:-}` allows an empty value.
void interpolate(Node& root, Reading& reading, const Environment& environment);

}  // namespace sluice::config
