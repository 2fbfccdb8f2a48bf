#include "connectors/errand.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>
#include <tuple>

namespace sluice::connectors {
namespace {

std::atomic<bool> exiting{false};

void note_exit() {
  exiting = true;
  exiting.notify_all();
}

/// Ends once the process has begun to exit.
void linger() {
  exiting.wait(false);
  std::fputs("the errand is done", stderr);
}

TEST(ErrandTest, RunsOnAThreadOfItsOwnForWhichNobodyWaits) {
  std::promise<void> go;
  std::promise<std::thread::id> ran;
  ASSERT_TRUE(run_errand([&] {
    go.get_future().wait();
    ran.set_value(std::this_thread::get_id());
  }));
  go.set_value();
  EXPECT_NE(ran.get_future().get(), std::this_thread::get_id());
}

TEST(ErrandTest, HoldsUpNoOther) {
  std::promise<void> go;
  std::promise<void> first;
  std::promise<void> second;
  ASSERT_TRUE(run_errand([&] {
    go.get_future().wait();
    first.set_value();
  }));
  ASSERT_TRUE(run_errand([&] { second.set_value(); }));
  second.get_future().wait();
  go.set_value();
  first.get_future().wait();
}

TEST(ErrandTest, IsWaitedForAtTheEndOfTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        std::ignore = run_errand(linger);
        std::atexit(note_exit);
        std::exit(0);
      },
      testing::ExitedWithCode(0), "the errand is done");
}

TEST(ErrandTest, ThatHangsKeepsNoProcessFromEnding) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        std::ignore = run_errand([] { ::pause(); });
        std::exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST(ErrandTest, IsNotWaitedForBeyondTheDeadline) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        leave_by(Time{});
        std::exit(last_moment() == Time{} ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace sluice::connectors
