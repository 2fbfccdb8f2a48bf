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
/// are a brace. The caller interprets the names. The error has the position of an unbalanced brace.
[[nodiscard]] Result<std::vector<TemplatePiece>> split_template(std::string_view text);

/// The literal text of a template, in one piece and without the values between.
struct LiteralText {
  std::string text;
  bool is_whole = true;  ///< there are no placeholders
};

/// The error is that of split_template().
[[nodiscard]] Result<LiteralText> literal_text(std::string_view text);

/// A placeholder, written as `name` or `name|filter`.
struct Placeholder {
  std::string_view name;    ///< with its argument, if it has one
  std::string_view filter;  ///< empty: none
};

/// Splits the text between the braces. The error names a filter that is not `known`.
[[nodiscard]] Result<Placeholder> split_placeholder(std::string_view text, std::string_view known);

}  // namespace sluice::text
