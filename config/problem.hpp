#pragma once

#include <string>
#include <string_view>

#include "config/node.hpp"

namespace sluice::config {

/// One mistake in a configuration file, in words for its author.
struct Problem {
  std::string file;
  Position at;
  std::string path;  ///< `connections.market.url`; empty when it concerns the whole file
  std::string message;
};

/// `file:line:column: path: message`
[[nodiscard]] std::string to_string(const Problem& problem);

/// Text of the file in a form that a message may show: control characters escaped, long text cut.
[[nodiscard]] std::string printable(std::string_view text);
/// The same between quotes.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace sluice::config
