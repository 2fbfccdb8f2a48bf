#include "gateway/tap/tap_budget.hpp"

#include <gtest/gtest.h>

namespace sluice::tap {
namespace {

using std::chrono::milliseconds;

TEST(TapBudgetTest, HasRoomForSoManyItemsASecond) {
  TapBudget budget;
  const Time start{std::chrono::hours{1}};
  budget.renew(start);
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(budget.take(1));
  EXPECT_TRUE(budget.is_spent());
  EXPECT_FALSE(budget.take(1));
  budget.renew(start + milliseconds{999});
  EXPECT_FALSE(budget.take(1));
  budget.renew(start + milliseconds{1000});
  EXPECT_TRUE(budget.take(1));
}

TEST(TapBudgetTest, IsSpentOnceAnItemIsTooLargeForWhatIsLeft) {
  TapBudget budget;
  EXPECT_TRUE(budget.take(TapLimits{}.bytes - 1));
  EXPECT_FALSE(budget.take(2));
  EXPECT_TRUE(budget.is_spent());
  EXPECT_FALSE(budget.take(1)) << "rendering it costs something each time";
  budget.renew(Time{} + milliseconds{1});
  EXPECT_TRUE(budget.take(TapLimits{}.bytes));
}

}  // namespace
}  // namespace sluice::tap
