#include "connectors/kafka/kafka_caution.hpp"

#include <gtest/gtest.h>

namespace sluice::connectors {
namespace {

/// The caution of a client that has delivered a record.
KafkaCaution established() {
  KafkaCaution caution;
  caution.submitted(1);
  caution.delivered();
  caution.all_settled();
  return caution;
}

TEST(KafkaCautionTest, SubmitsTheFirstRecordOfAClientAlone) {
  KafkaCaution caution;
  EXPECT_TRUE(caution.admits(100));
  caution.submitted(100);
  EXPECT_FALSE(caution.admits(1));
  caution.settled({1});
  caution.all_settled();
  EXPECT_TRUE(caution.admits(1)) << "it was rejected";
  caution.submitted(1);
  EXPECT_FALSE(caution.admits(1)) << "no record is delivered yet";
  caution.delivered();
  EXPECT_TRUE(caution.admits(1));
  caution.begin();
  EXPECT_TRUE(caution.admits(1));
  caution.submitted(1);
  EXPECT_FALSE(caution.admits(1));
}

TEST(KafkaCautionTest, SubmitsAFailedBatchInGroupsOneAfterTheOther) {
  KafkaCaution caution = established();
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
  KafkaCaution caution = established();
  caution.batch_failed(40, {7});
  caution.settled({6});
  EXPECT_FALSE(caution.admits(5));
  caution.settled({8});
  EXPECT_TRUE(caution.admits(500));
}

TEST(KafkaCautionTest, StaysAfterABatchThatWasTooLarge) {
  KafkaCaution caution = established();
  caution.batch_was_too_large(40);
  caution.settled({8});
  caution.all_settled();
  EXPECT_TRUE(caution.admits(8));
  caution.submitted(8);
  EXPECT_FALSE(caution.admits(8));
}

}  // namespace
}  // namespace sluice::connectors
