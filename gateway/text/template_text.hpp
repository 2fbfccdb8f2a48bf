#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/error.hpp"

namespace sluice::text {

/// A run of literal text, or the name of a placeholder.
struct TemplatePiece {
  bool placeholder{};
  std::string text;
};

/// Splits text such as "channels.{connection}": a name in braces is a placeholder, `{{` and `}}`
/// are a brace. What the names mean is the caller's. The error says where a brace is unbalanced.
[[nodiscard]] Result<std::vector<TemplatePiece>> split_template(std::string_view text);

}  // namespace sluice::text
