#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/session_notation.hpp"

namespace sluice::test {

/// What goes on between a Channels server, a client and its user in one situation.
struct Transcript {
  std::string name;  ///< DIALECT/SITUATION, of the file
  std::vector<NotationLine> lines;
};

/// Throws std::runtime_error when it cannot be read. `name` is DIALECT/SITUATION.
[[nodiscard]] Transcript read_transcript(const std::string& name);
/// The names of all that are below cases/, in their order.
[[nodiscard]] std::vector<std::string> transcript_names();

}  // namespace sluice::test
