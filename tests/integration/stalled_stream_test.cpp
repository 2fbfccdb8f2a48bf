#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/support/arrivals.hpp"
#include "tests/support/stage_fixture.hpp"

namespace sluice::test {
namespace {

class StalledStreamTest : public StageFixture {
 protected:
  void SetUp() override {
    StageFixture::SetUp();
    if (IsSkipped()) return;
    stage.key("shards: 1");
    stage.mqtt("floor");
    stage.route("floor", "out/{channel}/{event}");
  }
};

TEST_F(StalledStreamTest, LogLinesThatNobodyReadsHoldUpNothing) {
  constexpr int channels = 60;
  std::string names = "left";
  for (int n = 1; n < channels; ++n) names += ", one-of-many-channels-" + std::to_string(n);
  stage.connection("shop").channels(names);
  stage.key("log: {level: debug}");
  stage.unread = Unread::errors;
  GatewayProcess& gateway = stage.start();
  // A line about each channel: many times what the pipe holds.
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, channels);
  publish_numbers(stage.publisher(), 200);
  EXPECT_EQ(arrivals_in(stage.listener().wait_messages(200)), everything({"left"}, 200));
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(StalledStreamTest, RecordsThatNobodyReadsHoldUpTheirSinkOnly) {
  constexpr int count = 1'000;
  stage.lines("screen").with("outbox: {max_records: 700}");
  stage.route("screen", "t");
  stage.connection("shop").channels("left");
  stage.key("drain_timeout: 300ms");
  stage.unread = Unread::output;
  GatewayProcess& gateway = stage.start();
  publish_numbers(stage.publisher(), count);
  EXPECT_EQ(arrivals_in(stage.listener().wait_messages(count)), everything({"left"}, count));
  gateway.wait_metric("sluice_records_total", {{"sink", "floor"}, {"outcome", "delivered"}}, count);
  EXPECT_GT(gateway.metric("sluice_records_dropped_total",
                           {{"sink", "screen"}, {"reason", "outbox_full_oldest"}}),
            0);
  EXPECT_EQ(gateway.terminate(), 1);
  EXPECT_THAT(gateway.log(), testing::Contains(testing::HasSubstr("records were given up")));
}

}  // namespace
}  // namespace sluice::test
