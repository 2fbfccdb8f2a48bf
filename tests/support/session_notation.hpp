#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/channels/session/session.hpp"
#include "tests/support/session_player.hpp"

// The words in which a situation of a session is written: for transcripts, and for the fuzzer that
// begins with them. tests/transcripts/README.md lists them.
namespace sluice::test {

/// One line: a word and its text.
struct NotationLine {
  int number = 0;
  std::string word;
  std::string text;
};

/// Why a line cannot be played.
struct NotationError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Leaves out comments and empty lines.
[[nodiscard]] std::vector<NotationLine> parse_notation(std::string_view text);

/// Splits at the first space; the second is empty when there is none.
[[nodiscard]] std::pair<std::string, std::string> first_word(std::string_view text);

/// `500ms`, `30s`, `5m`. Throws NotationError.
[[nodiscard]] Duration duration_in(std::string_view text);

/// Whether no WebSocket came about: the text of `!` says so.
[[nodiscard]] bool is_refusal(std::string_view text);

/// Carries out `wants` and `uses`, which stand before all others. False for another word. Throws
/// NotationError.
bool settle(channels::SessionSettings& settings, const NotationLine& line);

/// Whether the word is one of those that play() carries out.
[[nodiscard]] bool is_stimulus(std::string_view word);

/// Carries out what happens to a session. False for another word, as one that says what it must do.
/// Throws NotationError, also for what cannot happen now: a message without a WebSocket, an answer
/// without a request.
bool play(SessionPlayer& player, const NotationLine& line);

}  // namespace sluice::test
