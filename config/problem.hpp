#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/node.hpp"

namespace sluice::config {

/// One thing that is wrong with a configuration file, in words for its author.
struct Problem {
  std::string file;
  Position at;
  std::string path;  ///< `connections.market.url`; empty when it is about the file as a whole
  std::string message;
};

/// `file:line:column: path: what is wrong`
[[nodiscard]] std::string to_string(const Problem& problem);

/// Text of the file as a message may show it: control characters escaped, long text cut.
[[nodiscard]] std::string printable(std::string_view text);
/// The same between quotes.
[[nodiscard]] std::string quoted(std::string_view text);

/// ` (did you mean 'x'?)` when one of the candidates is close to what was written, else nothing.
[[nodiscard]] std::string did_you_mean(std::string_view written,
                                       const std::vector<std::string_view>& candidates);

}  // namespace sluice::config
