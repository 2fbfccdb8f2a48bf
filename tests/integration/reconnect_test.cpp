#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/cable.hpp"
#include "tests/support/member.hpp"
#include "tests/support/stage_fixture.hpp"

// What a real server tells anew after each reconnect, and what of it is news.
namespace sluice::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class ReconnectTest : public StageFixture {
 protected:
  /// A connection by the cable that is quick to dial again.
  StagedConnection connection(const std::string& name, const Cable& cable) {
    return stage.connection(name)
        .at("ws://127.0.0.1:" + std::to_string(cable.port()))
        .with("reconnect: {initial: 50ms, max: 200ms}");
  }
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

TEST_F(ReconnectTest, TellsWhoWentMeanwhileAndNothingOfWhoStayed) {
  Cable cable{stage.driver(), stage.server().port()};
  AuthEndpoint gate{stage.driver(), stage.server().app()};
  Member ann{stage.driver(), stage.server(), stage.auth(), "ann"};
  Member bob{stage.driver(), stage.server(), stage.auth(), "bob"};
  ann.subscribe("presence-desk");
  bob.subscribe("presence-desk");
  connection("shop", cable).channels("presence-desk").asks(gate, "params: {user_id: sluice}");
  stage.mqtt("floor");
  stage.route("floor", "seen/{event}/{user_id}").with("match: {kind: presence}");
  stage.route("floor", "said/{event}").with("match: {kind: message}");
  GatewayProcess& gateway = stage.start();

  // Connected again, the gateway is kept out of the channel until bob has left it.
  gate.behave({{.answer = AuthAnswer::status, .status = 503}});
  const auto asked = gate.request_count();
  EXPECT_EQ(cable.cut(), 1);
  gate.wait_requests(1, within(answer_time), asked);
  bob.unsubscribe("presence-desk");
  wait_gone(ann, "bob");
  gate.behave({});
  gateway.wait_metric("sluice_subscriptions", {{"state", "subscribed"}}, 1);
  stage.publisher().trigger("presence-desk", "end", "of the test");

  EXPECT_THAT(
      pairs(stage.listener().wait_messages(5)),
      ElementsAre(
          Pair("seen/pusher:member_added/ann", R"({"user_id":"ann","user_info":{"name":"ann"}})"),
          Pair("seen/pusher:member_added/bob", R"({"user_id":"bob","user_info":{"name":"bob"}})"),
          Pair("seen/pusher:member_added/sluice",
               R"({"user_id":"sluice","user_info":{"name":"sluice"}})"),
          Pair("seen/pusher:member_removed/bob", R"({"user_id":"bob"})"),
          Pair("said/end", "of the test")));
  EXPECT_EQ(gateway.metric("sluice_presence_members"), 2);
  EXPECT_EQ(gateway.terminate(), 0);
}

/// The messages of one connection's topics.
std::vector<std::pair<std::string, std::string>> of_connection(
    const std::string& connection, const std::vector<MqttMessage>& messages) {
  auto all = pairs(messages);
  std::erase_if(all, [&](const auto& pair) { return !pair.first.starts_with(connection); });
  return all;
}

TEST_F(ReconnectTest, MarksWhatACacheChannelGivesAgain) {
  Cable cable{stage.driver(), stage.server().port()};
  connection("loud", cable).channels("cache-price");
  connection("quiet", cable).channels("cache-price").with("cache_replays: skip_unchanged");
  stage.mqtt("floor");
  stage.route("floor", "out/{connection}/{event}")
      .with("match: {kind: [message, cache_miss]}, format: json");
  GatewayProcess& gateway = stage.start();
  MqttListener& listener = stage.listener();
  listener.wait_messages(2);
  stage.publisher().trigger("cache-price", "price", 1);
  listener.wait_messages(4);
  EXPECT_EQ(cable.cut(), 2);
  gateway.wait_metric("sluice_frames_ignored_total", {{"connection", "quiet"}}, 1);
  listener.wait_messages(5);
  stage.publisher().trigger("cache-price", "price", 2);

  const auto marked = HasSubstr(R"("replayed":true)");
  const auto data = [](const char* text) { return HasSubstr(R"("data":")" + std::string(text)); };
  const auto messages = listener.wait_messages(7);
  EXPECT_THAT(of_connection("out/loud", messages),
              ElementsAre(Pair("out/loud/pusher:cache_miss", Not(marked)),
                          Pair("out/loud/price", AllOf(data("1"), Not(marked))),
                          Pair("out/loud/price", AllOf(data("1"), marked)),
                          Pair("out/loud/price", AllOf(data("2"), Not(marked)))));
  EXPECT_THAT(of_connection("out/quiet", messages),
              ElementsAre(Pair("out/quiet/pusher:cache_miss", Not(marked)),
                          Pair("out/quiet/price", AllOf(data("1"), Not(marked))),
                          Pair("out/quiet/price", AllOf(data("2"), Not(marked)))));
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
