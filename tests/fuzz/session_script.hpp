#pragma once

#include <charconv>
#include <string>
#include <string_view>

#include "tests/fuzz/lines.hpp"

namespace sluice::channels {

/// What happens to a session, one line each: the first letter says what, the rest with what.
///  - `>TEXT`   the server sends this message
///  - `~`       it sends something else: a binary message, a ping
///  - `@`       the transport stands
///  - `xCODE`   it ends, with a closure's code or without
///  - `+MS`     time passes
///  - `z`       the machine slept
///  - `aBODY`   the endpoint answers its oldest request with 200 and this body
///  - `dSTATUS` it answers with this status
///  - `pNAME`   an event is to be published on this channel
///  - `!`       the session is stopped
struct ScriptLine {
  char what = 0;
  std::string_view text;

  [[nodiscard]] int number() const noexcept {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }
};

/// The next line of a script, which is shortened by it; `what` is 0 at its end.
[[nodiscard]] inline ScriptLine next_line(std::string_view& script) noexcept {
  while (!script.empty()) {
    const auto line = test::take_line(script);
    if (!line.empty()) return {line[0], line.substr(1)};
  }
  return {};
}

}  // namespace sluice::channels
