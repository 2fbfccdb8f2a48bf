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

/// A placeholder that is written as `name` or `name|filter`.
struct Placeholder {
  std::string_view name;    ///< with its argument, where it has one
  std::string_view filter;  ///< empty: none
};

/// The parts of what stands between the braces. An error names the filter when it is not `known`.
[[nodiscard]] Result<Placeholder> split_placeholder(std::string_view text, std::string_view known);

}  // namespace sluice::text
