// What /readyz, /livez and the metrics say of a gateway that lacks a channel or whose shard is held
// up.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/stage_fixture.hpp"

namespace sluice::test {
namespace {

using testing::Contains;
using testing::HasSubstr;

class HealthTest : public StageFixture {
 protected:
  /// A gateway of one shard whose turns an event holds up; see held_up_shard.cpp.
  GatewayProcess& start_with_hook() {
    const auto library =
        std::filesystem::read_symlink("/proc/self/exe").replace_filename("libheld_up_shard.so");
    EXPECT_TRUE(std::filesystem::exists(library));
    stage.environment["LD_PRELOAD"] = library;
    stage.key("shards: 1");
    stage.key("drain_timeout: 1s");
    stage.connection("shop").channels("prices");
    stage.lines("out");
    stage.route("out", "got/{channel}");
    return stage.start();
  }
};

TEST_F(HealthTest, IsNotReadyWhileAWantedChannelCannotBeSubscribed) {
  stage.auth().behave({{.answer = AuthAnswer::status, .channel = "private-orders"}});
  stage.connection("shop")
      .channels("prices, private-orders")
      .asks(stage.auth())
      .with("reconnect: {initial: 100ms, max: 100ms}");
  stage.lines("out");
  stage.route("out", "got/{channel}");
  GatewayProcess& gateway = stage.launch();
  gateway.wait_started();
  gateway.wait_metric("sluice_subscriptions", {{"state", "failed"}}, 1);
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 1);
  const HttpAnswer answer = gateway.get("/readyz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "not ready\nconnection shop: 1 of 2 channels are not subscribed\n");

  stage.auth().behave({});
  stage.server().kill();  // a new socket asks anew, and at once
  stage.server().start();
  gateway.wait_ready();
  EXPECT_EQ(gateway.get("/readyz").body, "ready\n");
  EXPECT_EQ(gateway.metric("sluice_subscriptions", {{"state", "subscribed"}}), 2);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(HealthTest, TellsTheLongestTurnOfAShardAndCountsTheLongOnes) {
  GatewayProcess& gateway = start_with_hook();
  const auto long_turns = gateway.metric("sluice_shard_long_turns_total", {{"shard", "0"}});
  ASSERT_TRUE(long_turns);
  stage.publisher().trigger("prices", "tick", "use-30-ms");
  gateway.wait_metric("sluice_shard_long_turns_total", {{"shard", "0"}}, *long_turns + 1);
  EXPECT_GE(gateway.metric("sluice_shard_longest_turn_seconds", {{"shard", "0"}}), 0.03);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(HealthTest, IsNotAliveWhenAShardHangsAndEndsAllTheSame) {
  GatewayProcess& gateway = start_with_hook();
  EXPECT_EQ(gateway.get("/livez").status, 200);
  stage.publisher().trigger("prices", "tick", "never-return");
  gateway.wait_hung();
  EXPECT_THAT(gateway.get("/livez").body, HasSubstr("shard 0 has not come round for "));
  const auto page = nlohmann::json::parse(gateway.get("/api/v1/status").body);
  EXPECT_EQ(page.at("silent_shards"), nlohmann::json({0}));
  gateway.terminate();
  EXPECT_THAT(gateway.log(), Contains(HasSubstr("ending without shards that hang")));
}

}  // namespace
}  // namespace sluice::test
