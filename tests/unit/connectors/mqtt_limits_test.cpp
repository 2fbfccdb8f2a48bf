#include "connectors/mqtt/mqtt_limits.hpp"

#include <gtest/gtest.h>
#include <mqtt/async_client.h>

namespace sluice::connectors {
namespace {

TEST(MqttLimitsTest, AreReadFromTheAnswerToTheConnect) {
  // Paho counts what it allocates from its first client on, and loses what was allocated before.
  const mqtt::async_client first("tcp://127.0.0.1:1", "first");
  mqtt::properties connack;
  connack.add({mqtt::property::MAXIMUM_PACKET_SIZE, 2'000});
  connack.add({mqtt::property::RECEIVE_MAXIMUM, 20});
  connack.add({mqtt::property::MAXIMUM_QOS, 0});
  connack.add({mqtt::property::RETAIN_AVAILABLE, 0});
  connack.add({mqtt::property::WILDCARD_SUBSCRIPTION_AVAILABLE, 0});
  connack.add({mqtt::property::SHARED_SUBSCRIPTION_AVAILABLE, 0});
  connack.add({mqtt::property::SERVER_KEEP_ALIVE, 10});
  const MqttLimits limits = limits_of(connack);
  EXPECT_EQ(limits.packet_bytes, 2'000U);
  EXPECT_EQ(limits.receive_maximum, 20);
  EXPECT_EQ(limits.qos, 0);
  EXPECT_FALSE(limits.retain);
  EXPECT_FALSE(limits.wildcard_subscriptions);
  EXPECT_FALSE(limits.shared_subscriptions);
  EXPECT_EQ(limits.keep_alive, std::chrono::seconds{10});
  EXPECT_EQ(limits_of({}).packet_bytes, 0xffff'ffff);
  EXPECT_EQ(limits_of({}).keep_alive, std::chrono::seconds{0});
}

}  // namespace
}  // namespace sluice::connectors
