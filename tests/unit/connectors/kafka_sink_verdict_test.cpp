#include <gmock/gmock.h>

#include "tests/unit/connectors/kafka_sink_fixture.hpp"

namespace sluice::connectors {
namespace {

using test::first_appearances;
using test::numbers;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

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
  std::string lines = log_until([&] {
    for (int i = 0; i < 5 && next < 10'000; ++i) {
      offer(*sink, "trades", "k", std::to_string(next++));
    }
    return recorder.losses > 0;
  });
  EXPECT_THAT(lines, HasSubstr("kafka topic does not exist"));
  kafka.fail_topic("trades", RD_KAFKA_RESP_ERR_NO_ERROR);
  // Before the loss, too, if a batch that was under way was still taken.
  lines += log_until([&] { return outbox->drained(); });
  EXPECT_THAT(lines, HasSubstr("known again"));
  EXPECT_EQ(delivered(), static_cast<std::uint64_t>(next));
  EXPECT_EQ(first_appearances(payloads("trades", delivered())), numbers(0, next));
}

TEST_F(KafkaVerdictSinkTest, ABatchThatIsTooLargeGoesThroughInParts) {
  kafka.create_topic("trades", 1);
  const auto sink = make();
  // The first record of each producer goes alone; all behind it fail, and then a part of them.
  kafka.fail_produce_requests({RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
                               RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE});
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
  // The batch behind the first record, and then its first record alone.
  kafka.fail_produce_requests({RD_KAFKA_RESP_ERR_NO_ERROR, RD_KAFKA_RESP_ERR_INVALID_RECORD,
                               RD_KAFKA_RESP_ERR_INVALID_RECORD});
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
