#include "gateway/net/fair_queue.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace sluice::net {
namespace {

using testing::ElementsAre;

struct FairQueueTest : testing::Test {
  std::vector<std::string> take_all() {
    std::vector<std::string> taken;
    while (!queue.empty()) taken.push_back(queue.take());
    return taken;
  }

  int ann = 0;
  int ben = 0;
  FairQueue<std::string> queue;
};

TEST_F(FairQueueTest, LetsTheOwnersTakeTurnsAndKeepsTheOrderOfEach) {
  for (const char* item : {"a1", "a2", "a3"}) queue.push(&ann, item);
  for (const char* item : {"b1", "b2"}) queue.push(&ben, item);
  EXPECT_THAT(take_all(), ElementsAre("a1", "b1", "a2", "b2", "a3"));
}

TEST_F(FairQueueTest, GivesOneItemItsTurnBehindOneOfAThousand) {
  for (int i = 0; i < 1'000; ++i) queue.push(&ann, "a");
  EXPECT_EQ(queue.take(), "a");
  queue.push(&ben, "b");
  EXPECT_EQ(queue.take(), "a");
  EXPECT_EQ(queue.take(), "b");
}

TEST_F(FairQueueTest, CountsTheItemsOfEachOwner) {
  queue.push(&ann, "a1");
  queue.push(&ann, "a2");
  EXPECT_EQ(queue.size(&ann), 2U);
  EXPECT_EQ(queue.size(&ben), 0U);
  EXPECT_THAT(take_all(), ElementsAre("a1", "a2"));
  EXPECT_EQ(queue.size(&ann), 0U);
}

TEST_F(FairQueueTest, DropsTheOldestItemsThatAreOver) {
  for (const char* item : {"old", "old", "new", "old"}) queue.push(&ann, item);
  const auto is_old = [](const std::string& item) { return item == "old"; };
  queue.drop_front(&ann, is_old);
  queue.drop_front(&ben, is_old);
  EXPECT_THAT(take_all(), ElementsAre("new", "old"));
  queue.push(&ann, "old");
  queue.drop_front(&ann, is_old);
  EXPECT_TRUE(queue.empty());
}

}  // namespace
}  // namespace sluice::net
