#include "tests/integration/return_fixture.hpp"

#include <algorithm>
#include <numeric>

namespace sluice::test {

void ReturnFixture::SetUp() {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Soketi);
  SLUICE_REQUIRE_PART(Mosquitto);
  SLUICE_REQUIRE_PART(GatewayProcess);
  driver.emplace();
  server.emplace();
  broker.emplace();
  auth.emplace(*driver, server->app());
  mqtt.emplace(*driver, MqttListenerSettings{.url = broker->url(), .topics = {}});
  ann.emplace(*driver, *server, *auth, "ann");
}

void ReturnFixture::limit_client_events(int per_second) {
  ann.reset();
  server.emplace(std::nullopt, ChannelsApp{.client_events_per_second = per_second});
  ann.emplace(*driver, *server, *auth, "ann");
}

GatewayProcess& ReturnFixture::start(const std::string& config, double channels,
                                     std::map<std::string, std::string> more) {
  more.insert({{"CHANNELS", server->url()},
               {"APP_KEY", server->app().key},
               {"APP_SECRET", server->app().secret},
               {"MQTT", broker->url()}});
  auto& gateway =
      gateways.emplace_back(GatewaySettings{.config = config, .environment = std::move(more)});
  gateway.wait_ready();
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, channels);
  gateway.wait_metric("sluice_source_up", {}, 1);
  return gateway;
}

void ReturnFixture::publish_numbers(const std::string& topic, int from, int last) {
  std::vector<std::string> payloads;
  for (int n = from; n <= last; ++n) payloads.push_back(nlohmann::json{{"n", n}}.dump());
  mqtt->publish_all(topic, payloads);
}

std::vector<int> ReturnFixture::numbers_on(const std::string& channel) {
  std::vector<int> numbers;
  for (const auto& event : ann->wait_events(0)) {
    if (event.channel == channel && event.data.contains("n")) numbers.push_back(event.data["n"]);
  }
  return numbers;
}

std::vector<int> ReturnFixture::wait_numbers(const std::string& channel, int last) {
  return wait_for(channel, up_to(last));
}

std::vector<int> ReturnFixture::wait_number(const std::string& channel, int number) {
  return wait_for(channel, {number});
}

std::vector<int> ReturnFixture::wait_for(const std::string& channel,
                                         const std::vector<int>& wanted) {
  const Deadline deadline = within(start_time);
  std::size_t seen = 0;
  while (true) {
    auto numbers = numbers_on(channel);
    auto distinct = without_repetitions(numbers);
    std::ranges::sort(distinct);
    if (std::ranges::includes(distinct, wanted)) return numbers;
    // Throws when no more come.
    seen += ann->wait_events(1, deadline, seen).size();
  }
}

std::string market(const std::string& channels, const std::vector<std::string>& more) {
  std::string config = R"(
connections:
  market:
    url: ${CHANNELS}
    key: ${APP_KEY}
    auth: {secret: "${APP_SECRET}", user_id: sluice}
    channels: )" + channels +
                       '\n';
  for (const auto& line : more) config += "    " + line + '\n';
  return config;
}

std::vector<int> without_repetitions(const std::vector<int>& numbers) {
  std::vector<int> first;
  for (const int number : numbers) {
    if (std::ranges::find(first, number) == first.end()) first.push_back(number);
  }
  return first;
}

std::vector<int> up_to(int last) {
  std::vector<int> numbers(static_cast<std::size_t>(last));
  std::iota(numbers.begin(), numbers.end(), 1);
  return numbers;
}

}  // namespace sluice::test
