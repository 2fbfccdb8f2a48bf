#pragma once

#include <gtest/gtest.h>

#include <source_location>

namespace sluice::test {

/// Names the line of the caller in each failure while it lives: for a helper that expects
/// something, and whose own line says little.
[[nodiscard]] inline testing::ScopedTrace called_from(const std::source_location& caller) {
  return {caller.file_name(), static_cast<int>(caller.line()), "called from here"};
}

}  // namespace sluice::test
