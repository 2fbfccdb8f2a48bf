#include <gmock/gmock.h>

#include "connectors/connector.hpp"
#include "connectors/kafka/kafka_consumer.hpp"
#include "connectors/kafka/kafka_sink_settings.hpp"
#include "connectors/kafka/kafka_topics.hpp"

namespace sluice::connectors {

namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

bool may_read(const std::vector<std::string>& brokers, const std::vector<std::string>& topics,
              std::string_view topic_glob) {
  KafkaSourceSettings source;
  source.brokers = brokers;
  source.topics = topics;
  KafkaSinkSettings sink;
  sink.brokers = {"kafka-1:9092", "kafka-2:9093"};
  return source.may_read(sink, topic_glob);
}

TEST(KafkaSourceSettingsTest, RefusesWhatTheSourceItselfRestsOn) {
  for (const char* property : {"bootstrap.servers", "group.id", "enable.auto.commit",
                               "enable.auto.offset.store", "statistics.interval.ms"}) {
    EXPECT_THAT(consumer_property_fault(property, "x"), HasSubstr("cannot be set")) << property;
  }
  EXPECT_THAT(consumer_property_fault("isolation.level", "read_uncommitted"), IsEmpty());
  EXPECT_THAT(consumer_property_fault("isolation.levl", "x"), HasSubstr("isolation.levl"));
  EXPECT_THAT(consumer_property_fault("auto.offset.reset", "yesterday"), Not(IsEmpty()));
}

TEST(KafkaSourceSettingsTest, TakesNamesAndRegularExpressionsAsTopics) {
  EXPECT_THAT(subscription_fault("commands"), IsEmpty());
  EXPECT_THAT(subscription_fault("^cmd\\..*"), IsEmpty());
  EXPECT_THAT(subscription_fault("cmd.*"), HasSubstr("no topic name"));
  EXPECT_THAT(subscription_fault(""), HasSubstr("no topic name"));
  EXPECT_THAT(subscription_fault("^cmd\\.(a"), HasSubstr("regular expression"));
}

TEST(KafkaSourceSettingsTest, ReadsItsOwnRecordsOnlyWhereABrokerIsTheSame) {
  EXPECT_TRUE(may_read({"kafka-9:9092", "kafka-1:9092"}, {"trades"}, "trades"));
  EXPECT_TRUE(may_read({"PLAINTEXT://kafka-1"}, {"trades"}, "trades"));
  EXPECT_FALSE(may_read({"kafka-2:9092"}, {"trades"}, "trades"));
  EXPECT_FALSE(may_read({"kafka-9:9092"}, {"trades"}, "trades"));
}

struct Fit {
  const char* topic;
  const char* glob;
  bool fits;
};

class KafkaTopicFitTest : public ::testing::TestWithParam<Fit> {};

TEST_P(KafkaTopicFitTest, DecidesWhetherATopicMayBeRead) {
  const auto& [topic, glob, fits] = GetParam();
  EXPECT_EQ(may_read({"kafka-1:9092"}, {topic}, glob), fits) << topic << " and " << glob;
}

INSTANTIATE_TEST_SUITE_P(
    All, KafkaTopicFitTest,
    ::testing::Values(Fit{"trades", "trades", true}, Fit{"trades", "trade", false},
                      Fit{"a.b.c", "a.*.c", true}, Fit{"a.b.d", "a.*.c", false},
                      Fit{"a.c.b.c", "a.*c", true}, Fit{"abc", "*", true}, Fit{"abc", "abc*", true},
                      Fit{"abc", "*d*", false}, Fit{"^cmd\\..*", "cmd.one", true},
                      Fit{"^cmd\\..*", "cmdone", false}, Fit{"^cmd\\..*", "c*", true},
                      Fit{"^cmd\\..*", "events.*", false}, Fit{"^cmd\\..*", "*", true},
                      Fit{"^cmds?$", "cmd", true}, Fit{"^cmd|ev", "events", true},
                      Fit{"^\\w+$", "anything", true}, Fit{"^cmd+", "cm", false}));

}  // namespace
}  // namespace sluice::connectors
