#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

// Where the real parts are that tests run against, and what to do when one is not there.
namespace sluice::test {

/// What `./dev setup` installed: $SLUICE_PARTS, or .cache/sluice/parts in the home folder.
[[nodiscard]] std::filesystem::path parts_folder();

/// A program of PATH or of the folders for servers, which PATH lacks for ordinary users; empty
/// when there is none.
[[nodiscard]] std::filesystem::path find_program(std::string_view name);

/// Why the npm package cannot be used; empty when it can.
[[nodiscard]] std::string missing_package(std::string_view package);

/// A script of tests/support/node.
[[nodiscard]] std::filesystem::path node_script(std::string_view name);

/// A missing part skips a test on a developer's machine and is an error in CI.
[[nodiscard]] inline bool must_have_every_part() {
  const char* ci = std::getenv("CI");
  return ci != nullptr && std::string_view{ci} == "true";
}

}  // namespace sluice::test

/// Ends the test here when a part cannot be had; `WHY` is empty when it can.
#define SLUICE_REQUIRE(NAME, WHY)                                                       \
  if (const std::string why = (WHY); !why.empty()) {                                    \
    if (::sluice::test::must_have_every_part()) {                                       \
      FAIL() << NAME << " is missing: " << why << " (an error, since CI=true)";         \
    }                                                                                   \
    GTEST_SKIP() << NAME << " is missing: " << why << "; NOT TESTED. Run ./dev setup."; \
  }                                                                                     \
  static_assert(true, "so that a semicolon is needed")

/// The same for PART, a class with `static std::string unavailable()`.
#define SLUICE_REQUIRE_PART(PART) SLUICE_REQUIRE(#PART, PART::unavailable())
