#include "gateway/app/silence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

namespace sluice::app {
namespace {

using nlohmann::json;
using testing::EndsWith;
using testing::HasSubstr;

struct SilenceTest : testing::Test {
  [[nodiscard]] Silence silence(std::string_view name = "private-orders") const {
    return why_silent(status.dump(), name);
  }
  json& connection() { return status["connections"][0]; }
  json& channel() { return connection()["channels"][0]; }

  json status = json::parse(R"({"config":{"hash":"1","since":"2026-01-02T03:04:05.678Z"},
    "connections":[{"connection":"shop","state":"connected","connected_seconds":7300,
      "last_loss":{"reason":"closed","code":1006,"detail":"end of stream","seconds_ago":7310},
      "channels":[{"channel":"private-orders","state":"subscribed","subscribed_seconds":7299,
        "last_event_seconds_ago":5,
        "last_authorization":{"result":"granted","seconds_ago":7299},
        "gap":{"seconds":12,"reason":"connection_lost","loss":"closed","ended_seconds_ago":7299}}]}],
    "sinks":[{"sink":"floor","state":"up","records":0}],"silent_shards":[],"sources":[],
    "returns":[]})");
};

TEST_F(SilenceTest, ShowsWhatIsKnownOfAChannelThatIsNotSilent) {
  EXPECT_TRUE(silence().flows);
  EXPECT_EQ(
      silence().text,
      "private-orders on connection shop\n"
      "  connection    connected for 2 h\n"
      "  last closure  2 h ago: closed 1006, end of stream\n"
      "  channel       subscribed for 2 h\n"
      "  authorization granted 2 h ago\n"
      "  last gap      12 s, connection_lost (closed), over for 2 h\n"
      "  last event    5 s ago\n"
      "Events come. Which records they become: sluice explain CONFIG --channel private-orders "
      "--event NAME\n");
}

TEST_F(SilenceTest, SaysThatTheConnectionIsNotUp) {
  connection()["state"] = "waiting";
  connection().erase("connected_seconds");
  connection()["problem"] = "connect: Connection refused";
  channel() = {{"channel", "private-orders"}, {"state", "waiting"}};
  EXPECT_FALSE(silence().flows);
  EXPECT_THAT(silence().text, EndsWith("The connection is not up, so that nothing comes: connect: "
                                       "Connection refused.\n"));
}

TEST_F(SilenceTest, SaysWhyTheChannelIsNotSubscribed) {
  channel().erase("subscribed_seconds");
  channel()["state"] = "failed";
  channel()["problem"] = "status 403";
  channel()["gap"] = {{"seconds", 61}, {"reason", "not_authorized"}};
  EXPECT_FALSE(silence().flows);
  EXPECT_THAT(silence().text, HasSubstr("  gap           61 s, not_authorized\n"));
  EXPECT_THAT(silence().text, EndsWith("The channel is not subscribed: status 403.\n"));
  channel()["state"] = "authorizing";
  EXPECT_THAT(silence().text, EndsWith("The auth endpoint has not answered yet.\n"));
  channel()["state"] = "subscribing";
  EXPECT_THAT(silence().text, EndsWith("The server has not acknowledged the subscription yet.\n"));
}

TEST_F(SilenceTest, SaysThatTheServerSendsNothing) {
  channel()["last_event_seconds_ago"] = 8000;
  EXPECT_FALSE(silence().flows);
  EXPECT_THAT(silence().text, HasSubstr("in 2 h the server has sent no event of it"));
  channel().erase("last_event_seconds_ago");
  EXPECT_THAT(silence().text, HasSubstr("  last event    none\n"));
  EXPECT_THAT(silence().text, HasSubstr("in 2 h the server has sent no event of it"));
}

TEST_F(SilenceTest, SaysThatASinkIsDown) {
  status["sinks"][0] = {{"sink", "floor"},
                        {"state", "down"},
                        {"records", 42},
                        {"last_error", {{"text", "no broker"}, {"seconds_ago", 1}}}};
  EXPECT_FALSE(silence().flows);
  EXPECT_THAT(silence().text, HasSubstr("Events come."));
  EXPECT_THAT(silence().text, EndsWith("Sink floor is down, and holds 42 records: no broker.\n"));
}

TEST_F(SilenceTest, SaysThatNobodyWantsTheChannel) {
  status["config"]["last_reload"] = {{"result", "invalid"}};
  EXPECT_FALSE(silence("private-order").flows);
  EXPECT_EQ(
      silence("private-order").text,
      "No connection subscribes to 'private-order' (did you mean 'private-orders'?): it stands "
      "under the channels of none in the configuration that runs.\n"
      "The last reload: invalid.\n");
}

TEST_F(SilenceTest, NamesAShardThatDoesNotAnswer) {
  status["silent_shards"] = {1};
  EXPECT_THAT(silence().text, EndsWith("Shard 1 does not answer: what it has is missing.\n"));
}

TEST_F(SilenceTest, RefusesWhatIsNoAnswer) {
  EXPECT_THROW(std::ignore = why_silent("{}", "a"), std::runtime_error);
  EXPECT_THROW(std::ignore = why_silent("<html>", "a"), std::runtime_error);
  status["connections"][0]["channels"][0]["subscribed_seconds"] = "x";
  EXPECT_THROW(std::ignore = silence(), std::runtime_error);
}

/// The text of a closure is the server's.
TEST_F(SilenceTest, LetsNoTextOfAPeerControlTheTerminal) {
  connection()["last_loss"]["detail"] = "\x1b[2J";
  EXPECT_THAT(silence().text, HasSubstr("closed 1006, \\x1b[2J\n"));
}

}  // namespace
}  // namespace sluice::app
