#include "tests/support/seeded_random.hpp"

namespace sluice::test {
namespace {

std::string command(std::uint64_t seed) {
  const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
  return fmt::format("{} --gtest_filter={}.{} --seed={}", seed_options.program,
                     test->test_suite_name(), test->name(), seed);
}

}  // namespace

SeededRandom::SeededRandom(std::uint64_t seed, std::source_location caller)
    : seed_(seed_options.seed > 0 ? seed_options.seed : seed), caller_(caller) {
  this->std::mt19937_64::seed(seed_);
}

SeededRandom::~SeededRandom() {
  if (!testing::Test::HasFailure()) return;
  std::string text = fmt::format("run it again: {}\n", command(seed_));
  std::size_t number = noted_ - actions_.size();
  if (number > 0) text += fmt::format("after {} other actions:\n", number);
  for (const std::string& action : actions_) text += fmt::format("  {} {}\n", ++number, action);
  ADD_FAILURE_AT(caller_.file_name(), static_cast<int>(caller_.line())) << text;
}

}  // namespace sluice::test
