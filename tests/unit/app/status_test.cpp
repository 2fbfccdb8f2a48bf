#include "gateway/app/status.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "tests/unit/net/connection_fixture.hpp"

namespace sluice::app {
namespace {

namespace asio = boost::asio;
using net::ConnectionState;
using nlohmann::json;
using test::ChannelsPeer;

TEST(CertificatesStatusTest, SaysWhenTheyExpireUpToTheEndOfTime) {
  using namespace std::chrono;
  const auto shown = [](sys_days expiry) {
    return json::parse(
        status_of(config::Certificates{"/run/tls.crt", config::CertificateUse::own, expiry}));
  };
  EXPECT_EQ(shown(2030y / 1 / 2), json::parse(R"({"file":"/run/tls.crt","use":"own",
                                                  "expires":"2030-01-02T00:00:00.000Z"})"));
  EXPECT_EQ(shown(9999y / 12 / 31).at("expires"), "2262-04-11T23:47:16.000Z");
}

class StatusTest : public net::ConnectionFixture {
 protected:
  /// As it will be when this time has passed.
  [[nodiscard]] std::string text(Duration later = {}) const {
    return status_of(snapshot_of(*connection_, shard_.now() + later));
  }
  [[nodiscard]] json status(Duration later = {}) const { return json::parse(text(later)); }
  /// Without how long, how long ago, and how many.
  [[nodiscard]] json state() const {
    json shown = status();
    for (const auto* key : {"connected_seconds", "last_loss", "events"}) shown.erase(key);
    for (auto& channel : shown["channels"]) {
      for (const auto* key : {"subscribed_seconds", "gap"}) channel.erase(key);
    }
    return shown;
  }
};

TEST_F(StatusTest, ShowsAConnectionThatIsUpWithEachOfItsChannels) {
  settings_.channels = {"orders", "presence-room"};
  settings_.auth.secret = config::Secret{"the-secret"};
  settings_.auth.user_id = "me";
  settings_.headers.emplace("X-Token", config::LiveSecret{"the-token"});
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.upgrade(
        test::established_frame() + test::acknowledged_frame("orders") +
        test::event_frame("presence-room", "pusher_internal:subscription_succeeded",
                          R"({"presence":{"count":2,"ids":["1","2"],"hash":{}}})"));
    co_await peer.remaining_frames();
  });
  start();
  wait_until([this] { return probe_.presence_members.value() == 2; });
  EXPECT_EQ(state(), json::parse(R"({"connection":"market","state":"connected","channels":[
      {"channel":"orders","state":"subscribed"},
      {"channel":"presence-room","state":"subscribed","members":2}]})"));
  std::uint64_t events = 0;
  for (const auto& count : probe_.events) events += count.value();
  EXPECT_GT(events, 0U);
  EXPECT_EQ(status().at("events"), events);
  for (const auto* secret : {"the-secret", "the-token", "app-key", "127.0.0.1"}) {
    EXPECT_THAT(text(), testing::Not(testing::HasSubstr(secret)));
  }
}

TEST_F(StatusTest, ShowsThatMembersAreUnknownWhenTheirListWasTooLargeToBeRead) {
  settings_.channels = {"presence-room"};
  settings_.auth.secret = config::Secret{"the-secret"};
  settings_.auth.user_id = "me";
  settings_.max_message = {1'000};
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.upgrade(test::established_frame() +
                          test::event_frame("presence-room",
                                            "pusher_internal:subscription_succeeded",
                                            R"({"presence":{"count":1,"ids":[")" +
                                                std::string(2'000, 'x') + R"("]}})"));
    co_await peer.remaining_frames();
  });
  start();
  wait_until([this] { return probe_.oversized_messages.value() == 1; });
  EXPECT_EQ(state()["channels"], json::parse(R"([{"channel":"presence-room","state":"subscribed",
                                                  "members":0,"members_incomplete":true}])"));
}

TEST_F(StatusTest, ShowsNoMembersOfAChannelThatIsLost) {
  settings_.channels = {"presence-room"};
  settings_.auth.secret = config::Secret{"the-secret"};
  settings_.auth.user_id = "me";
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.upgrade(
        test::established_frame() +
        test::event_frame("presence-room", "pusher_internal:subscription_succeeded",
                          R"({"presence":{"count":2,"ids":["1","2"],"hash":{}}})"));
    co_await peer.frame();
  });
  start();
  wait_for(ConnectionState::waiting);
  EXPECT_EQ(connection_->session().subscriptions().all()[0].members().count(), 2U);
  EXPECT_EQ(state()["channels"], json::parse(R"([{"channel":"presence-room","state":"waiting"}])"));
}

TEST_F(StatusTest, SaysWhyAConnectionIsNotUp) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
  });
  start();
  wait_for(ConnectionState::waiting);
  EXPECT_EQ(state(), json::parse(
                         R"({"connection":"market","state":"waiting",
              "problem":"dial_failed: upgrade: the server answered 503 Busy instead of upgrading",
              "channels":[{"channel":"orders","state":"waiting"}]})"));
}

TEST_F(StatusTest, SaysSinceWhenAndWhatWasLast) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.upgrade(test::established_frame() + test::acknowledged_frame("orders") +
                          test::event_frame("orders", "created", "{}"));
    co_await peer.remaining_frames();
  });
  start();
  wait_until([this] { return probe_.events[std::size_t(EventKind::message)].value() == 1; });
  const json shown = status(std::chrono::hours{2});
  const json& channel = shown["channels"][0];
  for (const auto& seconds :
       {shown["connected_seconds"], channel["subscribed_seconds"],
        channel["last_event_seconds_ago"], channel["gap"]["ended_seconds_ago"]}) {
    EXPECT_GE(seconds.get<int>(), 7200) << shown;
    EXPECT_LT(seconds.get<int>(), 7300) << shown;
  }
  EXPECT_EQ(channel["gap"]["reason"], "start");
  EXPECT_FALSE(shown.contains("last_loss"));
  EXPECT_FALSE(channel.contains("last_authorization"));
}

TEST_F(StatusTest, ShowsTheLastLossAndTheGapThatLasts) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
  });
  start();
  wait_for(ConnectionState::waiting);
  const json shown = status(std::chrono::hours{2});
  EXPECT_EQ(shown["last_loss"]["reason"], "dial_failed");
  EXPECT_GE(shown["last_loss"]["seconds_ago"].get<int>(), 7200);
  const json& gap = shown["channels"][0]["gap"];
  EXPECT_GE(gap["seconds"].get<int>(), 7200);
  EXPECT_FALSE(gap.contains("ended_seconds_ago"));
  EXPECT_FALSE(shown.contains("connected_seconds"));
}

TEST_F(StatusTest, SaysWhyAChannelIsNotSubscribed) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.upgrade(test::established_frame());
    co_await peer.frame();
    co_await peer.send(
        test::event_frame("orders", "pusher:subscription_error", R"({"error":"not \"today\""})"));
    co_await peer.remaining_frames();
  });
  start();
  wait_until([this] { return status()["channels"][0]["state"] == "failed"; });
  EXPECT_EQ(status()["channels"][0]["problem"], R"(not "today")");
  EXPECT_EQ(status()["state"], "connected");
}

TEST_F(StatusTest, IsJsonWhateverBytesAPeerSends) {
  serve([](ChannelsPeer& peer) -> asio::awaitable<void> {
    co_await peer.request();
    co_await peer.send("HTTP/1.1 500 \xff\xfe\r\nContent-Length: 0\r\n\r\n");
  });
  start();
  wait_for(ConnectionState::waiting);
  EXPECT_THAT(status()["problem"].get<std::string>(), testing::HasSubstr("500"));
}

TEST(StatusOfTheWayBackTest, ShowsWhatBecameOfAReturnsMessages) {
  returns::ReturnProbe probe;
  probe.name = "orders";
  probe.received.add(5);
  probe.sent.add(2);
  probe.pending.set(1);
  probe.dropped[std::size_t(ReturnLoss::expired)].add();
  probe.dead_lettered[std::size_t(ReturnLoss::binary)].add();
  EXPECT_EQ(status_of(probe), R"({"return":"orders","received":5,"sent":2,"pending":1,)"
                              R"("dropped":{"expired":1},"dead_lettered":{"binary":1}})");
}

}  // namespace
}  // namespace sluice::app
