#pragma once

#include <string>
#include <vector>

#include "tests/transcripts/transcript.hpp"

namespace sluice::test {

/// Plays a transcript to a session of its own and holds it to every line. Returns what did not go
/// as written, up to the first line after which nothing can: NAME:LINE: what.
[[nodiscard]] std::vector<std::string> replay(const Transcript& transcript);

}  // namespace sluice::test
