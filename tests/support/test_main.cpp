// The main function of each test program: GoogleTest's, with the options of seeded_random.hpp.
#include <gmock/gmock.h>

#include <charconv>
#include <cstdio>
#include <string_view>

#include "tests/support/seeded_random.hpp"

namespace {

/// Whether the argument is this option; then its number is read.
bool is_option(std::string_view argument, std::string_view option, std::uint64_t& value) {
  if (!argument.starts_with(option)) return false;
  argument.remove_prefix(option.size());
  const auto* const end = argument.data() + argument.size();
  const auto [last, error] = std::from_chars(argument.data(), end, value);
  return error == std::errc{} && last == end && value > 0;
}

}  // namespace

int main(int count, char** arguments) {
  auto& options = sluice::test::seed_options;
  options.program = arguments[0];
  testing::InitGoogleMock(&count, arguments);
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    if (is_option(argument, "--seed=", options.seed)) continue;
    if (is_option(argument, "--seeds=", options.seeds)) continue;
    std::fprintf(stderr,
                 "unknown option %s; besides GoogleTest's there are --seed=N and --seeds=N\n",
                 arguments[i]);
    return 2;
  }
  return RUN_ALL_TESTS();
}
