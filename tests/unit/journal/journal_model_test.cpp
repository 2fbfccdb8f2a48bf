#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/unit/journal/journal_model.hpp"

namespace sluice::journal {
namespace {

using Cut = SimulatedDisk::Cut;

void open_at_last(JournalModel& model, Cut how) {
  while (!model.open()) model.end(how);
}

/// Ends and begins again several times, at any call, some of them while it begins.
TEST(JournalModelTest, KeepsItsPromisesOverManyEnds) {
  std::size_t recovered = 0;
  test::for_each_seed(2000, [&](test::SeededRandom& random) {
    JournalModel model(random);
    open_at_last(model, Cut::power);
    for (auto lives = 2 + random() % 5; lives > 0; --lives) {
      const Cut how = random() % 3 == 0 ? Cut::process : Cut::power;
      if (random() % 4 > 0) {
        model.disk().die_at(model.disk().calls() + random() % 300);
      }
      if (random() % 8 == 0) {
        model.disk().fail_at(
            model.disk().calls() + random() % 200,
            boost::system::errc::make_error_code(boost::system::errc::no_space_on_device));
      }
      for (auto steps = random() % 200; steps > 0; --steps) model.step();
      model.end(how);
      if (random() % 3 == 0) {
        model.disk().die_at(model.disk().calls() + random() % 40);
      }
      open_at_last(model, how);
    }
    recovered += model.recovered();
  });
  EXPECT_GT(recovered, 0U);
}

/// One script: the same calls of the disk each time, until it dies.
std::uint64_t run_script(std::uint64_t seed, std::optional<std::uint64_t> die_at, Cut how) {
  test::SeededRandom random{seed};
  JournalModel model(random);
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
  test::for_each_seed(200, [](const test::SeededRandom& random) {
    const std::uint64_t seed = random.seed();
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
