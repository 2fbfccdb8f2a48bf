#include <gmock/gmock.h>

#include <algorithm>
#include <optional>

#include "tests/integration/relay_fixture.hpp"
#include "tests/support/auth_endpoint.hpp"
#include "tests/support/cable.hpp"
#include "tests/support/member.hpp"

// What a real server tells anew after each reconnect, and what of it is news.
namespace sluice::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class ReconnectTest : public RelayFixture {
 protected:
  void prepare() override { cable.emplace(*driver, server->port()); }

  /// The gateway reaches the server by the cable.
  void start(const std::string& config, std::map<std::string, std::string> more = {}) {
    more.insert({"CHANNELS", "ws://127.0.0.1:" + std::to_string(cable->port())});
    RelayFixture::start(config, std::move(more));
  }

  std::optional<Cable> cable;
};

/// Where messages arrived, and what, in order.
std::vector<std::pair<std::string, std::string>> pairs(const std::vector<MqttMessage>& messages) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& each : messages) pairs.emplace_back(each.topic, each.payload);
  return pairs;
}

/// Waits until this member knows that the other one has gone.
void wait_gone(Member& member, const std::string& other) {
  const auto tells = [&](const MemberEvent& event) {
    return event.event == "pusher:member_removed" && event.data.value("id", "") == other;
  };
  for (std::size_t count = 1;; ++count) {
    const auto events = member.wait_events(count);
    if (std::ranges::any_of(events, tells)) return;
    count = events.size();
  }
}

constexpr const char* desk = R"(
connections:
  shop:
    url: ${CHANNELS}
    key: ${APP_KEY}
    auth: {endpoint: "${AUTH}", params: {user_id: sluice}}
    channels: [presence-desk]
    reconnect: {initial: 50ms, max: 200ms}
sinks:
  floor: {type: mqtt, url: "${MQTT}"}
routes:
  - {match: {kind: presence}, to: floor, topic: "seen/{event}/{user_id}"}
  - {match: {kind: message}, to: floor, topic: "said/{event}"}
)";

TEST_F(ReconnectTest, TellsWhoWentMeanwhileAndNothingOfWhoStayed) {
  AuthEndpoint members{*driver, server->app()};
  AuthEndpoint gate{*driver, server->app()};
  Member ann{*driver, *server, members, "ann"};
  Member bob{*driver, *server, members, "bob"};
  ann.subscribe("presence-desk");
  bob.subscribe("presence-desk");
  start(desk, {{"AUTH", gate.url()}});
  wait_subscribed(1);

  // Connected again, the gateway is kept out of the channel until bob has left it.
  gate.behave({{.answer = AuthAnswer::status, .status = 503}});
  const auto asked = gate.request_count();
  EXPECT_EQ(cable->cut(), 1);
  gate.wait_requests(1, within(answer_time), asked);
  bob.unsubscribe("presence-desk");
  wait_gone(ann, "bob");
  gate.behave({});
  wait_subscribed(1);
  publisher->trigger("presence-desk", "end", "of the test");

  EXPECT_THAT(
      pairs(listener->wait_messages(5)),
      ElementsAre(
          Pair("seen/pusher:member_added/ann", R"({"user_id":"ann","user_info":{"name":"ann"}})"),
          Pair("seen/pusher:member_added/bob", R"({"user_id":"bob","user_info":{"name":"bob"}})"),
          Pair("seen/pusher:member_added/sluice",
               R"({"user_id":"sluice","user_info":{"name":"sluice"}})"),
          Pair("seen/pusher:member_removed/bob", R"({"user_id":"bob"})"),
          Pair("said/end", "of the test")));
  EXPECT_EQ(gateway->metric("sluice_presence_members"), 2);
  EXPECT_EQ(gateway->terminate(), 0);
}

constexpr const char* caches = R"(
connections:
  loud:
    url: ${CHANNELS}
    key: ${APP_KEY}
    channels: [cache-price]
    reconnect: {initial: 50ms, max: 200ms}
  quiet:
    url: ${CHANNELS}
    key: ${APP_KEY}
    channels: [cache-price]
    cache_replays: skip_unchanged
    reconnect: {initial: 50ms, max: 200ms}
sinks:
  floor: {type: mqtt, url: "${MQTT}"}
routes:
  - match: {kind: [message, cache_miss]}
    to: floor
    topic: out/{connection}/{event}
    format: json
)";

/// The messages of one connection's topics.
std::vector<std::pair<std::string, std::string>> of_connection(
    const std::string& connection, const std::vector<MqttMessage>& messages) {
  auto all = pairs(messages);
  std::erase_if(all, [&](const auto& pair) { return !pair.first.starts_with(connection); });
  return all;
}

TEST_F(ReconnectTest, MarksWhatACacheChannelGivesAgain) {
  start(caches);
  wait_subscribed(2);
  listener->wait_messages(2);
  publisher->trigger("cache-price", "price", 1);
  listener->wait_messages(4);
  EXPECT_EQ(cable->cut(), 2);
  gateway->wait_metric("sluice_frames_ignored_total", {{"connection", "quiet"}}, 1);
  listener->wait_messages(5);
  publisher->trigger("cache-price", "price", 2);

  const auto marked = HasSubstr(R"("replayed":true)");
  const auto data = [](const char* text) { return HasSubstr(R"("data":")" + std::string(text)); };
  const auto messages = listener->wait_messages(7);
  EXPECT_THAT(of_connection("out/loud", messages),
              ElementsAre(Pair("out/loud/pusher:cache_miss", Not(marked)),
                          Pair("out/loud/price", AllOf(data("1"), Not(marked))),
                          Pair("out/loud/price", AllOf(data("1"), marked)),
                          Pair("out/loud/price", AllOf(data("2"), Not(marked)))));
  EXPECT_THAT(of_connection("out/quiet", messages),
              ElementsAre(Pair("out/quiet/pusher:cache_miss", Not(marked)),
                          Pair("out/quiet/price", AllOf(data("1"), Not(marked))),
                          Pair("out/quiet/price", AllOf(data("2"), Not(marked)))));
  EXPECT_EQ(gateway->terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
