#pragma once

#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

#include "tests/support/driver.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/publisher.hpp"
#include "tests/support/soketi.hpp"

namespace sluice::test {

/// The way there as its users have it: the official publisher, a real Channels server, the real
/// gateway, a broker, and somebody who listens there.
class RelayFixture : public testing::Test {
 protected:
  /// The server's one app.
  explicit RelayFixture(ChannelsApp app = {}) : app_(std::move(app)) {}

  void SetUp() final;
  /// What a test needs besides; everything here but the gateway stands by then.
  virtual void prepare() {}

  /// Starts a gateway in which `more` adds to what $NAME stands for, and waits until it is ready.
  void start(const std::string& config, std::map<std::string, std::string> more = {});

  void wait_subscribed(double channels);

  std::optional<Driver> driver;
  std::optional<Soketi> server;
  std::optional<Mosquitto> broker;
  std::optional<Publisher> publisher;
  std::optional<MqttListener> listener;
  std::optional<GatewayProcess> gateway;

 private:
  ChannelsApp app_;
};

}  // namespace sluice::test
