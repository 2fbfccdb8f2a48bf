#pragma once

#include "gateway/core/error.hpp"

/// A promise the fuzzed code makes: broken, it ends the program like a crash, so that the input is
/// kept.
#define FUZZ_REQUIRE(condition) SLUICE_ASSERT(condition, "promised by the code under test")
