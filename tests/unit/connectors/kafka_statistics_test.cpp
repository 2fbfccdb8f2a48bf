#include "connectors/kafka/kafka_statistics.hpp"

#include <gtest/gtest.h>

namespace sluice::connectors {
namespace {

TEST(KafkaStatisticsTest, KnowsWhetherABrokerIsUp) {
  EXPECT_TRUE(
      read_statistics(R"({"brokers":{"a":{"state":"INIT"},"b":{"state":"UP"}}})").any_broker_up);
  EXPECT_FALSE(read_statistics(R"({"brokers":{"a":{"state":"DOWN"}}})").any_broker_up);
}

TEST(KafkaStatisticsTest, SumsWhatThePartitionsHaveThatWeRead) {
  const auto statistics = read_statistics(R"({"topics":{
    "t":{"partitions":{
      "0":{"desired":true,"app_offset":10,"committed_offset":3,"next_offset":20,"ls_offset":25},
      "1":{"desired":true,"app_offset":-1001,"committed_offset":3,"next_offset":20,"ls_offset":25},
      "2":{"desired":true,"app_offset":-1001,"committed_offset":-1001,"next_offset":0,"ls_offset":2},
      "3":{"desired":true,"app_offset":-1001,"committed_offset":-1001,"next_offset":0,"ls_offset":-1001},
      "4":{"desired":false,"app_offset":10,"committed_offset":3,"next_offset":20,"ls_offset":1000},
      "-1":{"desired":false}}},
    "u":{"partitions":{
      "0":{"desired":true,"app_offset":10,"committed_offset":3,"next_offset":10,"ls_offset":10}}}}})");
  EXPECT_EQ(statistics.lag, 15 + 22 + 2);
}

TEST(KafkaStatisticsTest, CountsThePartitionsOfEachTopic) {
  const auto statistics = read_statistics(
      R"({"topics":{"t":{"partitions":{"0":{},"1":{},"-1":{}}},"u":{"partitions":{"-1":{}}}}})");
  const std::vector<std::pair<std::string, std::int32_t>> expected{{"t", 2}, {"u", 0}};
  EXPECT_EQ(statistics.partitions, expected);
}

TEST(KafkaStatisticsTest, SaysNothingOfWhatItIsNotTold) {
  for (const char* text : {"", "nonsense", "[]", "{}", R"({"brokers":7,"topics":[1]})",
                           R"({"topics":{"t":{"partitions":{"0":null}}}})"}) {
    EXPECT_FALSE(read_statistics(text).any_broker_up) << text;
    EXPECT_EQ(read_statistics(text).lag, std::nullopt) << text;
  }
}

}  // namespace
}  // namespace sluice::connectors
