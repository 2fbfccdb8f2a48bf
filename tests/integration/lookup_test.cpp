// Name servers that do not answer.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/silent_listener.hpp"
#include "tests/support/stage_fixture.hpp"

namespace sluice::test {
namespace {

/// The library that lies beside this program.
std::string hanging_lookup() {
  return std::filesystem::read_symlink("/proc/self/exe").replace_filename("libhanging_lookup.so");
}

class LookupTest : public StageFixture {};

TEST_F(LookupTest, OfABrokerThatHangsHoldsUpNoOtherSinkAndNotTheEnd) {
  ASSERT_TRUE(std::filesystem::exists(hanging_lookup()));
  stage.key("shards: 1");
  stage.key("drain_timeout: 1s");
  stage.connection("shop").channels("prices");
  stage.mqtt("floor");
  stage.mqtt("gone", "mqtt://hanging.test");
  stage.kafka("lost", "hanging.test:9092");
  stage.route("gone", "out/{channel}");
  stage.route("lost", "out");
  stage.route("floor", "out/{channel}");
  stage.ready("{sinks: none}");
  stage.environment["LD_PRELOAD"] = hanging_lookup();
  GatewayProcess& gateway = stage.start();
  for (std::size_t number = 1; number <= 5; ++number) {
    stage.publisher().trigger("prices", "tick", "{}");
    EXPECT_EQ(stage.listener().wait_messages(number).size(), number);
  }
  EXPECT_EQ(gateway.terminate(), 1) << "the other sinks' records are lost";
}

TEST_F(LookupTest, FindsTheAddressThatServesAndBlamesNoOther) {
  ASSERT_TRUE(std::filesystem::exists(hanging_lookup()));
  const std::uint16_t port = stage.broker().port();
  const SilentListener silent{"127.0.0.2", port};
  stage.key("shards: 1");
  stage.connection("shop").channels("prices");
  stage.mqtt("floor", "mqtt://two.test:" + std::to_string(port)).with("connect_timeout: 1s");
  stage.route("floor", "out/{channel}");
  stage.environment["LD_PRELOAD"] = hanging_lookup();
  GatewayProcess& gateway = stage.start();
  gateway.wait_logged({"mqtt connected", "address=127.0.0.1"});
  gateway.wait_logged({"mqtt connection failed", "did not answer as MQTT", "address=127.0.0.2"});
  for (const std::string& line : gateway.log()) {
    EXPECT_FALSE(line.find("failed") != line.npos && line.find("address=127.0.0.1") != line.npos)
        << line;
  }
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
