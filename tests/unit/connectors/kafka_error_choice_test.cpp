#include "connectors/kafka/kafka_error_choice.hpp"

#include <gtest/gtest.h>

#include "config/field_types.hpp"
#include "connectors/kafka/kafka_sink_settings.hpp"

namespace sluice::connectors {
namespace {

using Choice = ErrorChoice<KafkaError>;

TEST(KafkaErrorChoiceTest, AnErrorInNoListIsWhatItIsByDefault) {
  for (const auto& [name, error] : enum_names(static_cast<const KafkaError*>(nullptr))) {
    const auto code = static_cast<rd_kafka_resp_err_t>(error);
    EXPECT_EQ(verdict_of(code, {}), verdict_of(code)) << name;
  }
}

TEST(KafkaErrorChoiceTest, WhatIsPermanentByDefaultCanPass) {
  const Choice choice{.permanent = {}, .passing = {KafkaError::topic_authorization_failed}};
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, choice),
            KafkaVerdict::passing);
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_INVALID_RECORD, choice), KafkaVerdict::not_accepted);
}

TEST(KafkaErrorChoiceTest, WhatIsTriedAgainByDefaultCanBePermanentOrPassForGood) {
  const Choice permanent{.permanent = {KafkaError::unknown_server_error}, .passing = {}};
  const Choice passing{.permanent = {}, .passing = {KafkaError::unknown_server_error}};
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_UNKNOWN), KafkaVerdict::try_again);
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_UNKNOWN, permanent), KafkaVerdict::not_accepted);
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_UNKNOWN, passing), KafkaVerdict::passing);
}

TEST(KafkaErrorChoiceTest, ADeliveryIsNeverAnError) {
  Choice all;
  for (const auto& [name, error] : enum_names(static_cast<const KafkaError*>(nullptr))) {
    all.passing.push_back(error);
  }
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR_NO_ERROR, all), KafkaVerdict::delivered);
  EXPECT_EQ(verdict_of(RD_KAFKA_RESP_ERR__PURGE_QUEUE, all), KafkaVerdict::purged);
}

TEST(KafkaErrorChoiceTest, WhatMayHoldUpForEverOrBeNoRecordsFaultIsRefused) {
  for (const auto error : {KafkaError::message_too_large, KafkaError::record_list_too_large,
                           KafkaError::invalid_topic}) {
    EXPECT_NE(why_not_passing(error), "");
    EXPECT_EQ(why_not_permanent(error), "");
  }
  for (const auto error : {KafkaError::not_enough_replicas, KafkaError::request_timed_out,
                           KafkaError::cluster_authorization_failed}) {
    EXPECT_EQ(why_not_passing(error), "");
    EXPECT_NE(why_not_permanent(error), "");
  }
}

TEST(KafkaErrorChoiceTest, RecordsOfATopicThatIsToAppearWaitForIt) {
  KafkaSinkSettings settings;
  EXPECT_EQ(settings.topic_grace(), settings.unknown_topic_grace);
  settings.errors.passing = {KafkaError::unknown_topic_or_partition};
  EXPECT_GT(settings.topic_grace(), std::chrono::hours{24 * 365});
}

}  // namespace
}  // namespace sluice::connectors
