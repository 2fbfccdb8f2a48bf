// Name servers that do not answer.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/gateway_process.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/publisher.hpp"
#include "tests/support/silent_listener.hpp"
#include "tests/support/soketi.hpp"

namespace sluice::test {
namespace {

/// The library that lies beside this program.
std::string hanging_lookup() {
  return std::filesystem::read_symlink("/proc/self/exe").replace_filename("libhanging_lookup.so");
}

TEST(LookupTest, OfABrokerThatHangsHoldsUpNoOtherSinkAndNotTheEnd) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  SLUICE_REQUIRE_PART(Mosquitto);
  ASSERT_TRUE(std::filesystem::exists(hanging_lookup()));
  Driver driver;
  const Soketi server;
  const Mosquitto broker;
  Publisher publisher{driver, server};
  MqttListener listener{driver, {.url = broker.url()}};
  GatewayProcess gateway{{.config = "shards: 1\ndrain_timeout: 1s\nconnections:\n  shop: {url: \"" +
                                    server.url() + "\", key: " + server.app().key +
                                    ", channels: [prices]}\nsinks:\n  floor: {type: mqtt, url: \"" +
                                    broker.url() +
                                    "\"}\n  gone: {type: mqtt, url: \"mqtt://hanging.test\"}\n"
                                    "  lost: {type: kafka, brokers: [\"hanging.test:9092\"]}\n"
                                    "routes:\n  - {to: gone, topic: \"out/{channel}\"}\n"
                                    "  - {to: lost, topic: out}\n"
                                    "  - {to: floor, topic: \"out/{channel}\"}\n",
                          .ready = "{sinks: none}",
                          .environment = {{"LD_PRELOAD", hanging_lookup()}}}};
  gateway.wait_ready();
  for (std::size_t number = 1; number <= 5; ++number) {
    publisher.trigger("prices", "tick", "{}");
    EXPECT_EQ(listener.wait_messages(number).size(), number);
  }
  EXPECT_EQ(gateway.terminate(), 1) << "the other sinks' records are lost";
}

TEST(LookupTest, FindsTheAddressThatServesAndBlamesNoOther) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  SLUICE_REQUIRE_PART(Mosquitto);
  ASSERT_TRUE(std::filesystem::exists(hanging_lookup()));
  Driver driver;
  const Soketi server;
  const Mosquitto broker;
  const SilentListener silent{"127.0.0.2", broker.port()};
  GatewayProcess gateway{{.config = "shards: 1\nconnections:\n  shop: {url: \"" + server.url() +
                                    "\", key: " + server.app().key +
                                    ", channels: [prices]}\nsinks:\n  floor: {type: mqtt, url: "
                                    "\"mqtt://two.test:" +
                                    std::to_string(broker.port()) +
                                    "\", connect_timeout: 1s}\n"
                                    "routes: [{to: floor, topic: \"out/{channel}\"}]\n",
                          .environment = {{"LD_PRELOAD", hanging_lookup()}}}};
  gateway.wait_ready();
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
