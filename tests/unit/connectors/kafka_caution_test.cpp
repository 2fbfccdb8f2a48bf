#include "connectors/kafka/kafka_caution.hpp"

#include <gtest/gtest.h>

namespace sluice::connectors {
namespace {

TEST(KafkaCautionTest, SubmitsAFailedBatchInGroupsOneAfterTheOther) {
  KafkaCaution caution;
  EXPECT_TRUE(caution.admits(100));
  caution.batch_failed(40, {7});
  EXPECT_FALSE(caution.admits(5));
  caution.all_settled();
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(caution.admits(5));
    caution.submitted(5);
  }
  EXPECT_FALSE(caution.admits(5));
  caution.settled({3});
  EXPECT_FALSE(caution.admits(5));
  caution.all_settled();
  EXPECT_TRUE(caution.admits(50)) << "a record larger than a group is one";
}

TEST(KafkaCautionTest, EndsWithTheLastRecordThatWasSubmittedBeforeTheFailure) {
  KafkaCaution caution;
  caution.batch_failed(40, {7});
  caution.settled({6});
  EXPECT_FALSE(caution.admits(5));
  caution.settled({8});
  EXPECT_TRUE(caution.admits(500));
}

TEST(KafkaCautionTest, StaysAfterABatchThatWasTooLarge) {
  KafkaCaution caution;
  caution.batch_was_too_large(40);
  caution.settled({8});
  caution.all_settled();
  EXPECT_TRUE(caution.admits(8));
  caution.submitted(8);
  EXPECT_FALSE(caution.admits(8));
}

}  // namespace
}  // namespace sluice::connectors
