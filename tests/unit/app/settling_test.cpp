#include "gateway/app/settling.hpp"

#include <gtest/gtest.h>

#include "tests/support/manual_loop.hpp"

namespace sluice::app {
namespace {

struct SettlingTest : testing::Test {
  test::ManualLoop loop;
  int settled = 0;
  Settling settling{
      loop, {.quiet = Duration{200}, .longest = Duration{1'000}}, [this] { ++settled; }};
};

TEST_F(SettlingTest, ComesOnceSomeTimeAfterTheLastOfABurst) {
  settling.note();
  loop.advance(Duration{199});
  settling.note();
  loop.advance(Duration{199});
  EXPECT_EQ(settled, 0);
  loop.advance(Duration{1});
  EXPECT_EQ(settled, 1);
  loop.advance(Duration{10'000});
  EXPECT_EQ(settled, 1);
}

TEST_F(SettlingTest, ComesInTheMiddleOfABurstThatDoesNotEnd) {
  for (int i = 0; i < 11; ++i) {
    settling.note();
    loop.advance(Duration{100});
  }
  EXPECT_EQ(settled, 1);
}

TEST_F(SettlingTest, ComesAgainForTheNextBurst) {
  settling.note();
  loop.advance(Duration{5'000});
  settling.note();
  loop.advance(Duration{199});
  EXPECT_EQ(settled, 1);
  loop.advance(Duration{1});
  EXPECT_EQ(settled, 2);
}

}  // namespace
}  // namespace sluice::app
