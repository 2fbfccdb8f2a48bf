#include "connectors/kafka/kafka_unknown_topics.hpp"

#include <gtest/gtest.h>

namespace sluice::connectors {
namespace {

using Answer = KafkaUnknownTopics::Answer;

TEST(KafkaUnknownTopicsTest, TheGraceBeginsWithTheFirstFailure) {
  KafkaUnknownTopics topics{Duration{3000}};
  const Time start{};
  EXPECT_EQ(topics.failed("a", start), Answer::begins);
  EXPECT_EQ(topics.failed("b", start + Duration{2000}), Answer::begins);
  EXPECT_EQ(topics.failed("a", start + Duration{2999}), Answer::waits);
  EXPECT_EQ(topics.failed("a", start + Duration{3000}), Answer::is_over);
  EXPECT_EQ(topics.failed("b", start + Duration{3000}), Answer::waits);
}

TEST(KafkaUnknownTopicsTest, AGraceThatIsOverStaysSoUntilTheTopicIsKnown) {
  KafkaUnknownTopics topics{Duration{3000}};
  const Time start{};
  EXPECT_EQ(topics.failed("a", start), Answer::begins);
  EXPECT_EQ(topics.failed("a", start + Duration{9000}), Answer::is_over);
  EXPECT_FALSE(topics.known("b"));
  EXPECT_TRUE(topics.known("a"));
  EXPECT_FALSE(topics.known("a"));
  EXPECT_EQ(topics.failed("a", start + Duration{9000}), Answer::begins);
}

TEST(KafkaUnknownTopicsTest, WithoutAGraceTheFirstFailureIsFinal) {
  KafkaUnknownTopics topics{Duration{0}};
  EXPECT_EQ(topics.failed("a", Time{}), Answer::is_over);
}

}  // namespace
}  // namespace sluice::connectors
