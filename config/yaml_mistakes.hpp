#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "config/node.hpp"

namespace sluice::config {

/// The mistake that an author most likely made, where it stands.
struct YamlMistake {
  Position at;
  std::string message;
};

/// Why a YAML parser stopped at `at`, as far as the text around that place shows a common mistake:
/// a quote that is not closed on its line, a value that begins with an indicator, a tab in the
/// indentation. The message shows no more of the file than one punctuation mark.
[[nodiscard]] std::optional<YamlMistake> find_yaml_mistake(std::string_view text, Position at);

/// Whether a quote stands at `offset` and nothing closes it. A YAML parser may take everything up
/// to the end of the file for the quoted text.
[[nodiscard]] bool is_unclosed_quote(std::string_view text, std::size_t offset);

inline constexpr std::string_view quote_never_closed = "the quote that opens here is never closed";

}  // namespace sluice::config
