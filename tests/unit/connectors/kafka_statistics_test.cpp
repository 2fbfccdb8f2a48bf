#include "connectors/kafka/kafka_statistics.hpp"

#include <gtest/gtest.h>

namespace sluice::connectors {
namespace {

class KafkaStatisticsTest : public ::testing::Test {
 protected:
  const KafkaStatistics& read(std::string_view text) { return reader.read(text); }

  KafkaStatisticsReader reader;
};

TEST_F(KafkaStatisticsTest, KnowsWhetherABrokerIsUp) {
  EXPECT_TRUE(read(R"({"brokers":{"a":{"state":"INIT"},"b":{"state":"UP"}}})").any_broker_up);
  EXPECT_FALSE(read(R"({"brokers":{"a":{"state":"DOWN"}}})").any_broker_up);
}

TEST_F(KafkaStatisticsTest, SumsWhatThePartitionsHaveThatWeRead) {
  const auto& statistics = read(R"({"topics":{
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

TEST_F(KafkaStatisticsTest, CountsThePartitionsOfEachTopic) {
  const auto& statistics = read(
      R"({"topics":{"t":{"partitions":{"0":{},"1":{},"-1":{}}},"u":{"partitions":{"-1":{}}}}})");
  const std::vector<std::pair<std::string_view, std::int32_t>> expected{{"t", 2}, {"u", 0}};
  EXPECT_EQ(statistics.partitions, expected);
}

TEST_F(KafkaStatisticsTest, SaysNothingOfWhatItIsNotTold) {
  for (const char* text : {"", "nonsense", "[]", "{}", R"({"brokers":7,"topics":[1]})",
                           R"({"topics":{"t":{"partitions":{"0":null}}}})"}) {
    EXPECT_FALSE(read(text).any_broker_up) << text;
    EXPECT_EQ(read(text).lag, std::nullopt) << text;
  }
}

TEST_F(KafkaStatisticsTest, FindsOffsetsInAnyOrder) {
  EXPECT_EQ(read(R"({"topics":{"t":{"age":1,"partitions":{"0":{"ls_offset":25,"app_offset":10,
    "partition":0,"desired":true,"next_offset":20}}}}})")
                .lag,
            15);
}

TEST_F(KafkaStatisticsTest, ForgetsTheLastTextWhenItReadsTheNext) {
  std::ignore = read(R"({"brokers":{"a":{"state":"UP"}},"topics":{"a-longer-name":{"partitions":{
    "0":{"desired":true,"app_offset":10,"ls_offset":25}}}}})");
  const auto& statistics = read(R"({"brokers":{},"topics":{}})");
  EXPECT_FALSE(statistics.any_broker_up);
  EXPECT_EQ(statistics.lag, std::nullopt);
  EXPECT_TRUE(statistics.partitions.empty());
}

}  // namespace
}  // namespace sluice::connectors
