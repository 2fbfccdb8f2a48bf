#include "connectors/kafka/kafka_errors.hpp"

#include <gtest/gtest.h>

namespace sluice::connectors {
namespace {

TEST(KafkaVerdictTest, ABatchSharesTheVerdictOnItsSumOrOnOneOfIt) {
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE), KafkaVerdict::too_large);
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_INVALID_RECORD), KafkaVerdict::not_accepted);
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_POLICY_VIOLATION), KafkaVerdict::not_accepted);
}

TEST(KafkaVerdictTest, AnErrorThatIsNotKnownIsTriedAgain) {
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_INVALID_MSG), KafkaVerdict::try_again);
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_UNKNOWN), KafkaVerdict::try_again);
}

}  // namespace
}  // namespace sluice::connectors
