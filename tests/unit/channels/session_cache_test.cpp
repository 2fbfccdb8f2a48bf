#include <gmock/gmock.h>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::IsEmpty;

class SessionCacheTest : public SessionFixture {
 protected:
  SessionCacheTest() { settings_.channels = {"cache-a", "trades"}; }

  void connect_and_subscribe(std::string_view socket_id = "1.1") {
    if (!session_) start();
    establish(socket_id);
    acknowledge("cache-a");
    acknowledge("trades");
  }
  void reconnect() {
    lose_and_redial({});
    connect_and_subscribe("2.2");
  }
  [[nodiscard]] bool replayed(std::string_view channel, std::string_view data = "1") {
    receive("price", channel, data);
    return delivered().replayed;
  }
};

TEST_F(SessionCacheTest, MarksTheFirstEventAfterTheAcknowledgement) {
  connect_and_subscribe();
  EXPECT_TRUE(replayed("cache-a"));
  EXPECT_FALSE(replayed("cache-a"));
}

TEST_F(SessionCacheTest, MarksTheFirstEventAfterEachReconnect) {
  connect_and_subscribe();
  EXPECT_TRUE(replayed("cache-a"));
  reconnect();
  EXPECT_TRUE(replayed("cache-a"));
  EXPECT_FALSE(replayed("cache-a"));
}

TEST_F(SessionCacheTest, MarksNothingBeforeTheAcknowledgement) {
  connect();
  EXPECT_FALSE(replayed("cache-a"));
  acknowledge("cache-a");
  EXPECT_TRUE(replayed("cache-a"));
}

TEST_F(SessionCacheTest, ForgetsWithTheSocketThatAReplayWasDue) {
  connect_and_subscribe();
  lose_and_redial({});
  establish("2.2");
  EXPECT_FALSE(replayed("cache-a"));
}

TEST_F(SessionCacheTest, ExpectsAReplayForSecondsOnly) {
  connect_and_subscribe();
  pass(seconds(5));
  EXPECT_FALSE(replayed("cache-a"));
}

TEST_F(SessionCacheTest, ExpectsItUntilItCanBeRead) {
  connect_and_subscribe();
  pass(seconds(1));
  session_->on_reading(false, now_);
  pass(std::chrono::hours(1));
  session_->on_reading(true, now_);
  EXPECT_TRUE(replayed("cache-a"));
}

TEST_F(SessionCacheTest, MarksNothingOnOtherChannels) {
  connect_and_subscribe();
  EXPECT_FALSE(replayed("trades"));
}

TEST_F(SessionCacheTest, MarksNothingAfterAMiss) {
  connect_and_subscribe();
  receive("pusher:cache_miss", "cache-a", R"("{}")");
  EXPECT_EQ(delivered().kind, EventKind::cache_miss);
  EXPECT_EQ(delivered().name, "pusher:cache_miss");
  EXPECT_EQ(delivered().channel, "cache-a");
  EXPECT_EQ(delivered().data, R"("{}")");
  EXPECT_FALSE(replayed("cache-a"));
}

TEST_F(SessionCacheTest, TakesAMissInEveryFormForWhatItIs) {
  for (const auto* data : {"", "{}", R"("{}")", "null", R"("")"}) {
    connect_and_subscribe();
    receive("pusher:cache_miss", "cache-a", data);
    EXPECT_FALSE(delivered().replayed) << data;
    EXPECT_EQ(delivered().data, data);
    lose_and_redial({});
  }
}

TEST_F(SessionCacheTest, MarksAMissThatHasTheLastEventsDataAsOldSoketiSendsIt) {
  connect_and_subscribe();
  receive("pusher:cache_miss", "cache-a", R"("{\"price\":7}")");
  EXPECT_EQ(delivered().kind, EventKind::cache_miss);
  EXPECT_TRUE(delivered().replayed);
  EXPECT_FALSE(replayed("cache-a"));
}

TEST_F(SessionCacheTest, MarksAClientEventThatTheServerKeptToo) {
  settings_.channels = {"private-cache-a"};
  connect();
  grant(only<RequestAuth>());
  acknowledge("private-cache-a");
  receive("client-move", "private-cache-a", "1");
  EXPECT_EQ(delivered().kind, EventKind::client);
  EXPECT_TRUE(delivered().replayed);
}

TEST_F(SessionCacheTest, TakesNoKeptDepartureForNews) {
  settings_.channels = {"presence-cache-a"};
  connect();
  grant(only<RequestAuth>());
  acknowledge("presence-cache-a", R"({"presence":{"ids":["1","2"]}})");
  receive("pusher_internal:member_removed", "presence-cache-a", R"({"user_id":"1"})");
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_TRUE(channel(0).members().contains("1"));
  receive("pusher_internal:member_removed", "presence-cache-a", R"({"user_id":"1"})");
  EXPECT_EQ(delivered().kind, EventKind::presence_left);
}

TEST_F(SessionCacheTest, TakesADepartureHoursLaterForNews) {
  settings_.channels = {"presence-cache-a"};
  connect();
  grant(only<RequestAuth>());
  acknowledge("presence-cache-a", R"({"presence":{"ids":["1","2"]}})");
  skip(std::chrono::hours(3));
  receive("pusher_internal:member_removed", "presence-cache-a", R"({"user_id":"1"})");
  EXPECT_EQ(delivered().kind, EventKind::presence_left);
}

TEST_F(SessionCacheTest, RelaysAnUnchangedReplayUnlessAskedNotTo) {
  connect_and_subscribe();
  EXPECT_TRUE(replayed("cache-a", "1"));
  reconnect();
  EXPECT_TRUE(replayed("cache-a", "1"));
}

class SkippedReplayTest : public SessionCacheTest {
 protected:
  SkippedReplayTest() {
    settings_.skip_unchanged_replays = true;
    connect_and_subscribe();
  }

  [[nodiscard]] bool skips(std::string_view event, std::string_view data,
                           std::string_view channel = "cache-a") {
    receive(event, channel, data);
    return all<Deliver>().empty();
  }
};

TEST_F(SkippedReplayTest, IsTheEventThatCameBeforeIt) {
  EXPECT_FALSE(skips("price", "1"));
  EXPECT_FALSE(skips("price", "2"));
  reconnect();
  EXPECT_TRUE(skips("price", "2"));
  EXPECT_EQ(probe_.ignored_frames.value(), 1U);
}

TEST_F(SkippedReplayTest, IsSkippedAfterEveryReconnect) {
  EXPECT_FALSE(skips("price", "1"));
  for (int n = 0; n < 3; ++n) {
    reconnect();
    EXPECT_TRUE(skips("price", "1"));
  }
}

TEST_F(SkippedReplayTest, IsNoneWithAnotherNameOrOtherData) {
  EXPECT_FALSE(skips("price", "1"));
  reconnect();
  EXPECT_FALSE(skips("prices", "1"));
  reconnect();
  EXPECT_FALSE(skips("price", "1"));
  reconnect();
  EXPECT_FALSE(skips("price", "10"));
}

TEST_F(SkippedReplayTest, IsNoLiveEventThatSaysTheSame) {
  EXPECT_FALSE(skips("price", "1"));
  EXPECT_FALSE(skips("price", "1"));
  EXPECT_FALSE(skips("price", "1", "trades"));
  EXPECT_FALSE(skips("price", "1", "trades"));
}

TEST_F(SkippedReplayTest, IsNoEventThatSaysTheSameHoursLater) {
  EXPECT_FALSE(skips("price", "1"));
  reconnect();
  skip(std::chrono::hours(3));
  EXPECT_FALSE(skips("price", "1"));
}

TEST(CacheChannelTest, FollowsThePrefixOfItsType) {
  for (const auto* name :
       {"cache-a", "private-cache-a", "private-encrypted-cache-a", "presence-cache-a", "cache-"}) {
    EXPECT_TRUE(is_cache_channel(name)) << name;
  }
  for (const auto* name : {"cache", "cachefoo", "my-cache-a", "Cache-a", "private-a",
                           "private-private-cache-a", "presence-private-cache-a", ""}) {
    EXPECT_FALSE(is_cache_channel(name)) << name;
  }
}

}  // namespace
}  // namespace sluice::channels
