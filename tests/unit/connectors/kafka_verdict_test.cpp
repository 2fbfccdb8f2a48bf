#include <gmock/gmock.h>

#include "connectors/kafka/kafka_caution.hpp"
#include "connectors/kafka/kafka_errors.hpp"
#include "connectors/kafka/kafka_unknown_topics.hpp"
#include "tests/unit/connectors/kafka_sink_fixture.hpp"

namespace sluice::connectors {
namespace {

using test::first_appearances;
using test::numbers;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

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

TEST(KafkaVerdictTest, ABatchSharesTheVerdictOnItsSumOrOnOneOfIt) {
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE), KafkaVerdict::too_large);
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_INVALID_RECORD), KafkaVerdict::not_accepted);
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_POLICY_VIOLATION), KafkaVerdict::not_accepted);
}

TEST(KafkaVerdictTest, AnErrorThatIsNotKnownIsTriedAgain) {
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_INVALID_MSG), KafkaVerdict::try_again);
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_UNKNOWN), KafkaVerdict::try_again);
}

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

class KafkaVerdictSinkTest : public KafkaSinkFixture {
 protected:
  void offer_burst(Sink& sink, int count) {
    for (int i = 0; i < count; ++i) offer(sink, "trades", "k", std::to_string(i));
  }
};

TEST_F(KafkaVerdictSinkTest, AKnownTopicThatIsForgottenForAWhileLosesNothing) {
  kafka.create_topic("trades", 1);
  set("topic.metadata.refresh.interval.ms", "100");
  const auto sink = make();
  offer(*sink, "trades", "k", "0");
  ASSERT_TRUE(drained());
  kafka.fail_topic("trades", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  int next = 1;
  const std::string lines = log_until([&] {
    for (int i = 0; i < 5 && next < 10'000; ++i) {
      offer(*sink, "trades", "k", std::to_string(next++));
    }
    return recorder.losses > 0;
  });
  EXPECT_THAT(lines, HasSubstr("kafka topic does not exist"));
  kafka.fail_topic("trades", RD_KAFKA_RESP_ERR_NO_ERROR);
  EXPECT_THAT(log_until([&] { return outbox->drained(); }), HasSubstr("known again"));
  EXPECT_EQ(delivered(), static_cast<std::uint64_t>(next));
  EXPECT_EQ(first_appearances(payloads("trades", delivered())), numbers(0, next));
}

TEST_F(KafkaVerdictSinkTest, ABatchThatIsTooLargeGoesThroughInParts) {
  kafka.create_topic("trades", 1);
  const auto sink = make();
  kafka.fail_produce_requests(
      {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  offer_burst(*sink, 200);
  ASSERT_TRUE(drained());
  EXPECT_EQ(delivered(), 200U);
  EXPECT_EQ(first_appearances(payloads("trades", 200)), numbers(0, 200));
}

TEST_F(KafkaVerdictSinkTest, ARecordThatIsTooLargeAloneIsRejected) {
  kafka.create_topic("trades", 1);
  const auto sink = make();
  kafka.fail_produce_requests({RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
  offer(*sink, "trades", "k", "v");
  ASSERT_TRUE(drained());
  EXPECT_THAT(recorder.rejections, ElementsAre(RejectionCode::too_large));
  EXPECT_EQ(recorder.losses, 0);
}

TEST_F(KafkaVerdictSinkTest, OfABatchThatIsNotAcceptedOneRecordIsRejected) {
  kafka.create_topic("trades", 1);
  const auto sink = make();
  // The batch of ten, its first quarter, and its first record alone.
  kafka.fail_produce_requests(std::vector(3, RD_KAFKA_RESP_ERR_INVALID_RECORD));
  offer_burst(*sink, 10);
  ASSERT_TRUE(drained());
  EXPECT_THAT(recorder.rejections, ElementsAre(RejectionCode::refused));
  EXPECT_EQ(delivered(), 9U);
}

TEST_F(KafkaVerdictSinkTest, ARecordThatKeepsFailingAloneIsRejectedInTheEnd) {
  kafka.create_topic("trades", 1);
  const auto sink = make();
  kafka.fail_produce_requests(std::vector(3, RD_KAFKA_RESP_ERR_UNKNOWN));
  offer(*sink, "trades", "k", "v");
  ASSERT_TRUE(drained());
  EXPECT_EQ(rejected(), 1U);
  offer(*sink, "trades", "k", "w");
  ASSERT_TRUE(drained());
  EXPECT_EQ(delivered(), 1U);
}

TEST_F(KafkaVerdictSinkTest, SaysOnceThatItIsConnectedAndThatItRecovered) {
  kafka.create_topic("trades", 1);
  const auto sink = make();
  const std::string first = log_until([&] { return probe.up.value() == 1; });
  EXPECT_THAT(first, HasSubstr("kafka connected"));
  EXPECT_THAT(first, HasSubstr(kafka.brokers()));
  kafka.broker_down();
  ASSERT_TRUE(loop.run_until([&] { return probe.up.value() == 0; }));
  kafka.broker_up();
  const std::string again = log_until([&] { return probe.up.value() == 1; });
  EXPECT_THAT(again, HasSubstr("kafka reached again"));
}

}  // namespace
}  // namespace sluice::connectors
