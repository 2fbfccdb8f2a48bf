#include "gateway/channels/overlap/takeover_pace.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace sluice::channels {
namespace {

using std::chrono::seconds;
using Step = TakeoverPace::Step;

/// Skew 2 s, pong 10 s, patience 30 s.
class TakeoverPaceTest : public testing::Test {
 protected:
  /// The next step but those for what is remembered; these are counted.
  Step next() {
    for (;;) {
      const Step step = pace_.next(now_, view_);
      if (step == Step::mark_new) ++marks_of_new_;
      if (step == Step::forget_older) ++forgotten_;
      if (step != Step::mark_new && step != Step::forget_older) return step;
    }
  }
  Step after(Duration passed) {
    now_ += passed;
    return next();
  }
  Step cut() {
    pace_.on_cut();
    return next();
  }

  Time now_{};
  TakeoverPace pace_{now_, {}};
  TakeoverPace::View view_{.old_connected = true,
                           .covers = false,
                           .is_refused = false,
                           .is_full = false,
                           .is_reading = true,
                           .old_passed = false,
                           .new_passed = true};
  int marks_of_new_ = 0;
  int forgotten_ = 0;
};

TEST_F(TakeoverPaceTest, CutsWhenTheNewOneHasCarriedAllForTheSkewAndTheOldOneHasAnswered) {
  EXPECT_EQ(after(seconds(5)), Step::wait);
  view_.covers = true;
  EXPECT_EQ(next(), Step::wait);
  EXPECT_EQ(after(seconds(1)), Step::wait);
  EXPECT_EQ(after(seconds(1)), Step::mark_old);
  EXPECT_EQ(after(seconds(1)), Step::wait);
  view_.old_passed = true;
  EXPECT_EQ(next(), Step::cut);
}

TEST_F(TakeoverPaceTest, BeginsAnewWhenTheNewOneLosesAChannel) {
  view_.covers = true;
  EXPECT_EQ(next(), Step::wait);
  EXPECT_EQ(after(seconds(2)), Step::mark_old);
  view_.covers = false;
  EXPECT_EQ(after(seconds(1)), Step::wait);
  view_.covers = view_.old_passed = true;
  EXPECT_EQ(next(), Step::wait);
  EXPECT_EQ(after(seconds(1)), Step::wait);
  EXPECT_EQ(after(seconds(1)), Step::mark_old);
}

TEST_F(TakeoverPaceTest, CutsAtOnceWhenTheOldOneIsLost) {
  view_.old_connected = false;
  EXPECT_EQ(next(), Step::cut);
}

TEST_F(TakeoverPaceTest, CutsWhenNoMoreCanBeHeld) {
  view_.is_full = true;
  EXPECT_EQ(next(), Step::cut);
}

TEST_F(TakeoverPaceTest, CutsWithoutAnAnswerWhenTheOldOneAnswersNoPing) {
  view_.covers = true;
  EXPECT_EQ(next(), Step::wait);
  EXPECT_EQ(after(seconds(2)), Step::mark_old);
  EXPECT_EQ(after(seconds(9)), Step::wait);
  EXPECT_EQ(after(seconds(1)), Step::cut);
}

TEST_F(TakeoverPaceTest, KeepsTheOldOneWhenTheNewOneDoesNotGetThere) {
  EXPECT_EQ(after(seconds(29)), Step::wait);
  EXPECT_EQ(after(seconds(1)), Step::keep_old);
}

TEST_F(TakeoverPaceTest, KeepsTheOldOneAtOnceWhenTheServerRefusesTheNewOne) {
  view_.is_refused = true;
  EXPECT_EQ(next(), Step::keep_old);
}

TEST_F(TakeoverPaceTest, WhatWaitsUnreadIsNotLate) {
  view_.covers = true;
  EXPECT_EQ(next(), Step::wait);
  EXPECT_EQ(after(seconds(2)), Step::mark_old);
  view_.is_reading = false;
  EXPECT_EQ(after(seconds(20)), Step::wait);
  view_.is_reading = true;
  EXPECT_EQ(next(), Step::wait);
  view_.old_passed = true;
  EXPECT_EQ(next(), Step::cut);
}

TEST_F(TakeoverPaceTest, KeepsTheOldOneWhoseEventsCannotBeRead) {
  view_.covers = true;
  view_.is_reading = false;
  EXPECT_EQ(after(seconds(29)), Step::wait);
  EXPECT_EQ(after(seconds(1)), Step::keep_old);
}

TEST_F(TakeoverPaceTest, ForgetsWhatTheNewOneHasBroughtOnceInASkew) {
  view_.new_passed = false;
  EXPECT_EQ(after(seconds(1)), Step::wait);
  EXPECT_EQ(marks_of_new_, 0);
  EXPECT_EQ(after(seconds(1)), Step::wait);
  EXPECT_EQ(marks_of_new_, 1);
  EXPECT_EQ(after(seconds(1)), Step::wait);
  EXPECT_EQ(forgotten_, 0);
  view_.new_passed = true;
  EXPECT_EQ(next(), Step::wait);
  EXPECT_EQ(forgotten_, 1);
  EXPECT_EQ(after(seconds(1)), Step::wait);
  EXPECT_EQ(marks_of_new_, 1);
  EXPECT_EQ(after(seconds(1)), Step::wait);
  EXPECT_EQ(forgotten_, 2);
}

TEST_F(TakeoverPaceTest, AfterTheCutItOnlyForgets) {
  view_ = {.is_reading = true, .new_passed = true};
  EXPECT_EQ(cut(), Step::wait);
  EXPECT_EQ(after(seconds(2)), Step::wait);
  EXPECT_EQ(after(seconds(2)), Step::wait);
  EXPECT_EQ(forgotten_, 2);
  EXPECT_EQ(after(seconds(60)), Step::wait);
}

}  // namespace
}  // namespace sluice::channels
