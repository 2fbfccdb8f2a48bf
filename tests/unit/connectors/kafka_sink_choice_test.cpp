// A sink whose operator has chosen which errors are permanent.
#include <gmock/gmock.h>

#include "tests/unit/connectors/kafka_sink_fixture.hpp"

namespace sluice::connectors {
namespace {

using test::first_appearances;
using test::numbers;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class KafkaChoiceSinkTest : public KafkaSinkFixture {
 protected:
  KafkaChoiceSinkTest() { kafka.create_topic("trades", 1); }
};

TEST_F(KafkaChoiceSinkTest, ByDefaultARecordIsRejectedWhereItMayNotBeWritten) {
  const auto sink = make();
  kafka.fail_produce_requests({RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  offer(*sink, "trades", "k", "v");
  ASSERT_TRUE(drained());
  EXPECT_THAT(recorder.rejections, ElementsAre(RejectionCode::not_authorized));
}

TEST_F(KafkaChoiceSinkTest, RecordsWaitInOrderForARightThatIsToCome) {
  settings.errors.passing = {KafkaError::topic_authorization_failed};
  const auto sink = make();
  kafka.fail_produce_requests(std::vector(4, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED));
  for (int i = 0; i < 20; ++i) offer(*sink, "trades", "k", std::to_string(i));
  ASSERT_TRUE(drained());
  EXPECT_THAT(recorder.rejections, IsEmpty());
  EXPECT_GE(recorder.losses, 4) << "more often than a poisonous record may fail";
  EXPECT_EQ(first_appearances(payloads("trades", delivered())), numbers(0, 20));
}

TEST_F(KafkaChoiceSinkTest, ATopicThatIsToAppearIsWaitedForBeyondItsGrace) {
  settings.errors.passing = {KafkaError::unknown_topic_or_partition};
  settings.unknown_topic_grace = config::Duration{0};
  set("topic.metadata.refresh.interval.ms", "100");
  kafka.fail_topic("trades", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const auto sink = make();
  offer(*sink, "trades", "k", "v");
  std::ignore = log_until([&] { return probe.up.value() == 1; });
  kafka.create_topic("orders", 1);
  offer(*sink, "orders", "k", "v");
  ASSERT_TRUE(loop.run_until([&] { return delivered() == 1; }));
  kafka.fail_topic("trades", RD_KAFKA_RESP_ERR_NO_ERROR);
  ASSERT_TRUE(drained());
  EXPECT_EQ(delivered(), 2U);
}

TEST_F(KafkaChoiceSinkTest, AnErrorThatWouldBeTriedAgainRejectsItsRecordAtOnce) {
  settings.errors.permanent = {KafkaError::unknown_server_error};
  const auto sink = make();
  kafka.fail_produce_requests({RD_KAFKA_RESP_ERR_UNKNOWN});
  offer(*sink, "trades", "k", "v");
  ASSERT_TRUE(drained());
  EXPECT_THAT(recorder.rejections, ElementsAre(RejectionCode::refused));
  EXPECT_EQ(recorder.losses, 0) << "no second attempt";
}

TEST_F(KafkaChoiceSinkTest, WhatTheLibraryTriesAgainByItselfNeverFailsARecord) {
  const std::vector<rd_kafka_resp_err_t> errors{RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
                                                RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                                RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT,
                                                RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
                                                RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                                                RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR};
  const auto sink = make();
  for (const auto error : errors) {
    const int before = recorder.losses;
    kafka.fail_produce_requests({error});
    offer(*sink, "trades", "k", "v");
    ASSERT_TRUE(drained());
    EXPECT_EQ(recorder.losses, before) << rd_kafka_err2name(error);
  }
  EXPECT_EQ(delivered(), errors.size());
}

}  // namespace
}  // namespace sluice::connectors
