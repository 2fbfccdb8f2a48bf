#pragma once

#include <gmock/gmock.h>

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/auth_endpoint.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/gateway_process.hpp"
#include "tests/support/member.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/soketi.hpp"

namespace sluice::test {

/// The way back as its users have it: a broker, the real gateway, a real Channels server, and ann,
/// who listens with the official pusher-js.
class ReturnFixture : public testing::Test {
 protected:
  void SetUp() override;

  /// A server whose app has such a limit, instead of the one without.
  void limit_client_events(int per_second);

  /// Starts a gateway in which `more` adds to what $NAME stands for, and waits until `channels` of
  /// them are subscribed. It is `gateways.back()`.
  GatewayProcess& start(const std::string& config, double channels,
                        std::map<std::string, std::string> more = {});

  /// Publishes `{"n":FROM}` to `{"n":LAST}` on an MQTT topic.
  void publish_numbers(const std::string& topic, int from, int last);

  /// The `n` of every event that ann has got on the channel so far, in order.
  std::vector<int> numbers_on(const std::string& channel);
  /// The same as soon as 1 to `last` are all among them.
  std::vector<int> wait_numbers(const std::string& channel, int last);
  /// The same as soon as `number` is among them.
  std::vector<int> wait_number(const std::string& channel, int number);

  std::optional<Driver> driver;
  std::optional<Soketi> server;
  std::optional<Mosquitto> broker;
  std::optional<AuthEndpoint> auth;
  std::optional<MqttListener> mqtt;  ///< only publishes
  std::optional<Member> ann;
  std::deque<GatewayProcess> gateways;

 private:
  std::vector<int> wait_for(const std::string& channel, const std::vector<int>& wanted);
};

/// The `connections` of a configuration: one named market, with $NAMEs as start() has them, these
/// channels, and more keys of its own, each a line.
[[nodiscard]] std::string market(const std::string& channels,
                                 const std::vector<std::string>& more = {});

/// As it would be without repetitions: each number where it came first.
[[nodiscard]] std::vector<int> without_repetitions(const std::vector<int>& numbers);

/// 1 to `last`.
[[nodiscard]] std::vector<int> up_to(int last);

}  // namespace sluice::test
