#include "gateway/channels/wire/messages.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::channels {
namespace {

using nlohmann::json;

/// The token of a `data` that holds `text` as a JSON string.
std::string encoded(std::string_view text) {
  return json(text).dump();
}

std::string socket_id_of(std::string_view data) {
  const auto established = read_established(data);
  return established ? established->socket_id : "none";
}

std::int64_t activity_of(std::string_view data) {
  const auto established = read_established(data);
  return established ? established->activity_timeout.count() : -1;
}

TEST(EstablishedTest, IsReadFromTextAsServersSendIt) {
  const std::string data = R"({"socket_id":"123.456","activity_timeout":120})";
  EXPECT_EQ(socket_id_of(encoded(data)), "123.456");
  EXPECT_EQ(activity_of(encoded(data)), 120);
}

TEST(EstablishedTest, IsReadFromAnObjectAndFromTextEncodedTwice) {
  const std::string data = R"({"socket_id":"123.456","activity_timeout":30})";
  EXPECT_EQ(socket_id_of(data), "123.456");
  EXPECT_EQ(activity_of(data), 30);
  EXPECT_EQ(socket_id_of(encoded(encoded(data))), "123.456");
}

TEST(EstablishedTest, TakesANumberAsSocketId) {
  EXPECT_EQ(socket_id_of(R"({"socket_id":123.456})"), "123.456");
}

TEST(EstablishedTest, KeepsASocketIdLargerThanAnyNumber) {
  EXPECT_EQ(socket_id_of(R"({"socket_id":"99999999999999999999.18446744073709551616"})"),
            "99999999999999999999.18446744073709551616");
}

TEST(EstablishedTest, IsNothingWithoutAUsableSocketId) {
  for (const auto* data : {"",
                           "null",
                           "[]",
                           "1",
                           R"("")",
                           R"("text")",
                           "{}",
                           R"({"socket_id":null})",
                           R"({"socket_id":""})",
                           R"({"socket_id":"1"})",
                           R"({"socket_id":"1."})",
                           R"({"socket_id":".1"})",
                           R"({"socket_id":"a.b"})",
                           R"({"socket_id":"1.2.3"})",
                           R"({"socket_id":"1.2\n"})",
                           R"({"socket_id":-1.5})",
                           R"({"socket_id":1e300})",
                           R"({"socket_id":12})",
                           R"({"socket_id":{"a":1}})",
                           R"({"socket_id":"1.2")"}) {
    EXPECT_EQ(socket_id_of(data), "none") << data;
  }
}

TEST(EstablishedTest, NamesNoActivityTimeoutWhenTheServersIsUnusable) {
  for (const auto* value : {"null", "0", "-1", "1e300", R"("30")", "[]", "0.2"}) {
    EXPECT_EQ(activity_of(R"({"socket_id":"1.2","activity_timeout":)" + std::string(value) + "}"),
              0)
        << value;
  }
  EXPECT_EQ(activity_of(R"({"socket_id":"1.2"})"), 0);
}

void expect_error(std::string_view data, std::optional<int> code, std::string_view message) {
  const auto error = read_error(data);
  EXPECT_EQ(error.code, code) << data;
  EXPECT_EQ(error.message, message) << data;
}

TEST(ServerErrorTest, IsReadFromAnObjectFromTextAndFromTextEncodedTwice) {
  const std::string data = R"({"code":4001,"message":"no such app"})";
  expect_error(data, 4001, "no such app");
  expect_error(encoded(data), 4001, "no such app");
  expect_error(encoded(encoded(data)), 4001, "no such app");
}

TEST(ServerErrorTest, HasNoCodeWhenTheServerGivesNone) {
  expect_error(R"({"code":null,"message":"m"})", {}, "m");
  expect_error(R"({"message":"m"})", {}, "m");
  expect_error(R"({"code":"4001","message":"m"})", {}, "m");
  expect_error(R"({"code":-1,"message":"m"})", {}, "m");
  expect_error(R"({"code":18446744073709551615,"message":"m"})", {}, "m");
}

TEST(ServerErrorTest, ShowsPlainTextAsItIs) {
  expect_error(R"("over \"quota\"")", {}, R"(over "quota")");
}

TEST(ServerErrorTest, SurvivesEveryOtherShape) {
  expect_error("", {}, "");
  expect_error("{}", {}, "");
  expect_error("null", {}, "null");
  expect_error("[1]", {}, "[1]");
  expect_error(R"({"code":4100,"message":["a"]})", 4100, "");
}

TEST(ServerErrorTest, IsReadFromASubscriptionErrorToo) {
  const std::string data = R"({"type":"AuthError","error":"The signature is wrong","status":401})";
  expect_error(data, 401, "The signature is wrong");
  expect_error(encoded(data), 401, "The signature is wrong");
  expect_error(R"("no")", {}, "no");
  expect_error(R"({"status":401})", 401, "");
  expect_error("401", {}, "401");
  expect_error(R"({"type":"AuthError"})", {}, R"({"type":"AuthError"})");
}

TEST(SubscribeMessageTest, NamesThePublicChannelOnly) {
  const auto message = json::parse(subscribe_message("trades", nullptr));
  EXPECT_EQ(message, json::parse(R"({"event":"pusher:subscribe","data":{"channel":"trades"}})"));
}

TEST(UnsubscribeMessageTest, NamesTheChannel) {
  EXPECT_EQ(unsubscribe_message("a\"b"),
            R"({"event":"pusher:unsubscribe","data":{"channel":"a\"b"}})");
}

TEST(SubscribeMessageTest, CarriesTheAuthorization) {
  const Authorization authorization{"key:0f", std::nullopt};
  const auto message = json::parse(subscribe_message("private-a", &authorization));
  EXPECT_EQ(message["data"], json::parse(R"({"channel":"private-a","auth":"key:0f"})"));
}

TEST(SubscribeMessageTest, CarriesChannelDataByteForByte) {
  const std::string channel_data =
      "{ \"user_id\":10 ,\"user_info\":{\"name\":\"Zoë \\\"/\\\\ \\u00e9\",\"n\":1.10}}\n";
  const Authorization authorization{"key:0f", channel_data};
  const auto message = json::parse(subscribe_message("presence-a", &authorization));
  EXPECT_EQ(message["data"]["channel_data"].get<std::string>(), channel_data);
}

TEST(SubscribeMessageTest, KeepsEmptyChannelDataApartFromNone) {
  const Authorization empty{"key:0f", ""};
  EXPECT_TRUE(json::parse(subscribe_message("private-a", &empty))["data"].contains("channel_data"));
  const Authorization none{"key:0f", std::nullopt};
  EXPECT_FALSE(json::parse(subscribe_message("private-a", &none))["data"].contains("channel_data"));
}

TEST(SubscribeMessageTest, KeepsTheKeyOfAnEncryptedChannelFromTheServer) {
  const Authorization authorization{"key:0f", std::nullopt, SecretKey{}};
  const auto message = json::parse(subscribe_message("private-encrypted-a", &authorization));
  EXPECT_EQ(message["data"], json::parse(R"({"channel":"private-encrypted-a","auth":"key:0f"})"));
}

TEST(PingMessageTest, AndItsAnswerAreEventsWithAnEmptyObject) {
  EXPECT_EQ(json::parse(ping_message), json::parse(R"({"event":"pusher:ping","data":{}})"));
  EXPECT_EQ(json::parse(pong_message), json::parse(R"({"event":"pusher:pong","data":{}})"));
}

}  // namespace
}  // namespace sluice::channels
