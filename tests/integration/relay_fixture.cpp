#include "tests/integration/relay_fixture.hpp"

#include <utility>

namespace sluice::test {

void RelayFixture::SetUp() {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  SLUICE_REQUIRE_PART(Mosquitto);
  SLUICE_REQUIRE_PART(GatewayProcess);
  driver.emplace();
  server.emplace(std::nullopt, app_);
  broker.emplace();
  publisher.emplace(*driver, *server);
  listener.emplace(*driver, MqttListenerSettings{.url = broker->url()});
  prepare();
}

void RelayFixture::start(const std::string& config, std::map<std::string, std::string> more) {
  more.insert({{"CHANNELS", server->url()},
               {"APP_KEY", server->app().key},
               {"APP_SECRET", server->app().secret},
               {"MQTT", broker->url()}});
  gateway.emplace(GatewaySettings{.config = config, .environment = std::move(more)});
  gateway->wait_ready();
}

void RelayFixture::wait_subscribed(double channels) {
  gateway->wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, channels);
}

}  // namespace sluice::test
