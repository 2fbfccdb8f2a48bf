#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "config/node.hpp"
#include "config/value.hpp"

namespace sluice::config {

inline constexpr std::size_t largest_file = 1 << 20;

/// The single YAML document of a file. Problems: anchors, aliases, tags, duplicate keys, keys that
/// are not text, a second document. Empty when the rest cannot be read: not YAML, not UTF-8, empty,
/// larger than 1 MiB, deeper than 32 levels, more than 100,000 values.
[[nodiscard]] std::optional<Node> parse_yaml(std::string_view text, Reading& reading);

}  // namespace sluice::config
