#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/unit/journal/journal_model.hpp"

namespace sluice::journal {
namespace {

using Cut = SimulatedDisk::Cut;

/// SLUICE_JOURNAL_SEED runs one seed, SLUICE_JOURNAL_SEEDS so many.
std::uint64_t number_of(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::stoull(text);
}

template <class Each>
void for_each_seed(std::uint64_t seeds, Each each) {
  const std::uint64_t first = number_of("SLUICE_JOURNAL_SEED", 1);
  const bool is_one = std::getenv("SLUICE_JOURNAL_SEED") != nullptr;
  const std::uint64_t count = is_one ? 1 : number_of("SLUICE_JOURNAL_SEEDS", seeds);
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    SCOPED_TRACE("SLUICE_JOURNAL_SEED=" + std::to_string(seed));
    each(seed);
    if (testing::Test::HasFailure()) return;
  }
}

void open_at_last(JournalModel& model, Cut how) {
  while (!model.open()) model.end(how);
}

/// Ends and begins again several times, at any call, some of them while it begins.
TEST(JournalModelTest, KeepsItsPromisesOverManyEnds) {
  std::size_t recovered = 0;
  for_each_seed(2000, [&](std::uint64_t seed) {
    JournalModel model(seed);
    open_at_last(model, Cut::power);
    for (auto lives = 2 + model.random() % 5; lives > 0; --lives) {
      const Cut how = model.random() % 3 == 0 ? Cut::process : Cut::power;
      if (model.random() % 4 > 0) {
        model.disk().die_at(model.disk().calls() + model.random() % 300);
      }
      if (model.random() % 8 == 0) {
        model.disk().fail_at(
            model.disk().calls() + model.random() % 200,
            boost::system::errc::make_error_code(boost::system::errc::no_space_on_device));
      }
      for (auto steps = model.random() % 200; steps > 0; --steps) model.step();
      model.end(how);
      if (model.random() % 3 == 0) {
        model.disk().die_at(model.disk().calls() + model.random() % 40);
      }
      open_at_last(model, how);
    }
    recovered += model.recovered();
  });
  EXPECT_GT(recovered, 0U);
}

/// One script: the same calls of the disk each time, until it dies.
std::uint64_t run_script(std::uint64_t seed, std::optional<std::uint64_t> die_at, Cut how) {
  JournalModel model(seed);
  if (die_at) model.disk().die_at(*die_at);
  if (!model.open()) {
    model.end(how);
    EXPECT_TRUE(model.open());
  }
  for (int step = 0; step < 60 && !model.disk().is_dead(); ++step) model.step();
  const std::uint64_t calls = model.disk().calls();
  model.end(how);
  EXPECT_TRUE(model.open());
  return calls;
}

TEST(JournalModelTest, KeepsItsPromisesWhicheverCallIsTheLast) {
  for_each_seed(200, [](std::uint64_t seed) {
    const std::uint64_t calls = run_script(seed, {}, Cut::power);
    for (std::uint64_t call = 0; call < calls; ++call) {
      SCOPED_TRACE("call " + std::to_string(call));
      run_script(seed, call, call % 3 == 0 ? Cut::process : Cut::power);
      if (testing::Test::HasFailure()) return;
    }
  });
}

}  // namespace
}  // namespace sluice::journal
