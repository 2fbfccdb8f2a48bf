#include "gateway/app/taps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/manual_loop.hpp"

namespace sluice::app {
namespace {

using testing::HasSubstr;

/// Two shards, whose tasks run when the test says so.
struct TapsTest : testing::Test {
  std::string open_one(std::string_view query = "") {
    auto answer = taps.open(query, [this] { ++calls; });
    if (answer.stream) streams.push_back(std::move(answer.stream));
    return answer.why;
  }
  void run_shards() {
    for (std::size_t shard = 0; shard < points.size(); ++shard) {
      for (const auto& task : std::exchange(tasks[shard], {})) task(points[shard]);
    }
    loop.advance(Duration{0});
  }
  void look() {
    loop.advance(Duration{100});
    run_shards();
  }
  void pass(std::size_t shard) {
    points[shard].on_event({.connection = "market", .channel = "c", .data = "1"});
  }

  test::ManualLoop loop;
  std::array<tap::TapPoint, 2> points;
  std::array<std::vector<std::function<void(tap::TapPoint&)>>, 2> tasks;
  tap::TapProbe probe;
  int calls = 0;
  Taps taps{loop, 2,
            [this](std::size_t shard, auto task) { tasks[shard].push_back(std::move(task)); },
            probe};
  std::vector<std::unique_ptr<net::AdminStream>> streams;
};

TEST_F(TapsTest, BringsWhatPassesOnEveryShard) {
  EXPECT_EQ(open_one(), "");
  EXPECT_EQ(probe.open.value(), 1);
  run_shards();
  EXPECT_EQ(streams[0]->next(), ": open\n\n");
  pass(0);
  pass(1);
  pass(1);
  look();
  EXPECT_GT(calls, 0);
  EXPECT_THAT(streams[0]->next(), HasSubstr("\"kind\":\"event\""));
  EXPECT_EQ(probe.shown.value(), 3U);
  EXPECT_EQ(probe.passed_over.value(), 0U);
}

TEST_F(TapsTest, ClosesATapOnEveryShardWhenItsClientHasGone) {
  open_one();
  run_shards();
  EXPECT_TRUE(points[0].is_open());
  streams.clear();
  run_shards();
  EXPECT_FALSE(points[0].is_open());
  EXPECT_FALSE(points[1].is_open());
  EXPECT_EQ(probe.open.value(), 0);
  look();
  EXPECT_TRUE(tasks[0].empty()) << "nobody asks any more";
}

TEST_F(TapsTest, AsksAShardThatHangsOnlyOnce) {
  open_one();
  run_shards();
  for (int i = 0; i < 10; ++i) loop.advance(Duration{100});
  EXPECT_EQ(tasks[0].size(), 1U);
}

TEST_F(TapsTest, OpensFourAtATime) {
  for (int i = 0; i < 4; ++i) EXPECT_EQ(open_one(), "");
  EXPECT_EQ(open_one(), "4 taps are open, and there may be no more");
  EXPECT_THAT(open_one("a=b"), HasSubstr("no parameter"));
  streams.pop_back();
  EXPECT_EQ(open_one(), "");
}

TEST_F(TapsTest, EndsAllAndOpensNoMore) {
  open_one();
  run_shards();
  taps.end();
  EXPECT_TRUE(streams[0]->is_over());
  EXPECT_EQ(streams[0]->next(), "");
  EXPECT_EQ(open_one(), "the gateway is stopping");
  run_shards();
  EXPECT_FALSE(points[0].is_open());
}

}  // namespace
}  // namespace sluice::app
