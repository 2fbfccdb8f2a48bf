#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "config/node.hpp"

namespace sluice::config {

/// The most likely mistake of the author, and its place.
struct YamlMistake {
  Position at;
  std::string message;
};

/// The reason why a YAML parser stopped at `at`, if the text around that place shows a common
/// mistake: a quote that is not closed on its line, a value that begins with an indicator, a tab in
/// the indentation. The message shows at most one punctuation mark of the file.
[[nodiscard]] std::optional<YamlMistake> find_yaml_mistake(std::string_view text, Position at);

/// Whether an unclosed quote stands at `offset`. A YAML parser may take everything up to the end of
/// the file for the quoted text.
[[nodiscard]] bool is_unclosed_quote(std::string_view text, std::size_t offset);

inline constexpr std::string_view quote_never_closed = "the quote that opens here is never closed";

}  // namespace sluice::config
