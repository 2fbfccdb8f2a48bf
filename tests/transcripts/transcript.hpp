#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::test {

/// One line of a transcript: a word and what it is about. README.md has all words.
struct TranscriptLine {
  int number = 0;
  std::string word;
  std::string text;
};

/// What goes on between a Channels server, a client and its user in one situation.
struct Transcript {
  std::string name;  ///< DIALECT/SITUATION, of the file
  std::vector<TranscriptLine> lines;
};

/// Leaves out comments and empty lines.
[[nodiscard]] Transcript parse_transcript(std::string name, std::string_view text);
/// Throws std::runtime_error when it cannot be read. `name` is DIALECT/SITUATION.
[[nodiscard]] Transcript read_transcript(const std::string& name);
/// The names of all that are below cases/, in their order.
[[nodiscard]] std::vector<std::string> transcript_names();

/// Splits at the first space; the second is empty when there is none.
[[nodiscard]] std::pair<std::string, std::string> first_word(std::string_view text);

}  // namespace sluice::test
