#include "gateway/app/status_gathering.hpp"

#include <gmock/gmock.h>

#include "tests/support/manual_loop.hpp"

namespace sluice::app {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

struct StatusGatheringTest : testing::Test {
  void gather() {
    gathering.gather([this](const GatheredStatus& status) { pages.push_back(status); });
  }
  void answer(std::size_t shard, const std::string& connection) {
    ShardStatus part;
    part.connections.emplace_back().name = connection;
    part.sinks = {{.name = "events", .type = "kafka", .records = 2},
                  {.name = "floor", .type = "mqtt", .records = 1}};
    part.sources.emplace_back().name = "source of " + connection;
    asked[shard].back()(std::move(part));
  }
  [[nodiscard]] static std::vector<std::string> names(const GatheredStatus& page) {
    std::vector<std::string> found;
    for (const auto& connection : page.all.connections) found.push_back(connection.name);
    return found;
  }

  test::ManualLoop main;
  std::array<std::vector<std::function<void(StatusGathering::Part)>>, 2> asked;
  StatusGathering gathering{
      main, 2, [this](std::size_t shard, std::function<void(StatusGathering::Part)> answer) {
        asked[shard].push_back(std::move(answer));
      }};
  std::vector<GatheredStatus> pages;
};

TEST_F(StatusGatheringTest, JoinsThePartsInTheOrderOfTheShards) {
  gather();
  answer(1, "b");
  EXPECT_THAT(pages, IsEmpty());
  answer(0, "a");
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_THAT(names(pages[0]), ElementsAre("a", "b"));
  EXPECT_THAT(pages[0].silent_shards, IsEmpty());
}

TEST_F(StatusGatheringTest, HasEachSinkOnceWithWhatAllShardsHoldForIt) {
  gather();
  answer(0, "a");
  answer(1, "b");
  const auto& sinks = pages.at(0).all.sinks;
  ASSERT_EQ(sinks.size(), 2U);
  EXPECT_EQ(sinks[0].name, "events");
  EXPECT_EQ(sinks[0].records, 4);
  EXPECT_EQ(sinks[1].name, "floor");
  EXPECT_EQ(sinks[1].records, 2);
  EXPECT_EQ(pages[0].all.sources.size(), 2U);
}

TEST_F(StatusGatheringTest, NamesAShardThatDoesNotAnswerAndWaitsForItNoLonger) {
  gather();
  answer(0, "a");
  main.advance(seconds(2));
  ASSERT_EQ(pages.size(), 1U);
  EXPECT_THAT(names(pages[0]), ElementsAre("a"));
  EXPECT_THAT(pages[0].silent_shards, ElementsAre(1));
}

TEST_F(StatusGatheringTest, GivesRequestsThatComeTogetherOnePage) {
  gather();
  gather();
  EXPECT_EQ(asked[0].size(), 1U);
  answer(0, "a");
  answer(1, "b");
  EXPECT_EQ(pages.size(), 2U);
}

TEST_F(StatusGatheringTest, PassesOverAnAnswerToAnEarlierRound) {
  gather();
  main.advance(seconds(2));
  gather();
  asked[0].front()({});
  asked[1].front()({});
  EXPECT_EQ(pages.size(), 1U);
  answer(0, "a");
  answer(1, "b");
  ASSERT_EQ(pages.size(), 2U);
  EXPECT_THAT(names(pages[1]), ElementsAre("a", "b"));
}

}  // namespace
}  // namespace sluice::app
