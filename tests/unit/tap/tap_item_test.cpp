#include "gateway/tap/tap_item.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sluice::tap {
namespace {

TapItem event_item() {
  return {.kind = TapKind::event,
          .time = WallTime{std::chrono::hours{1}},
          .names = {.connection = "market", .channel = "presence-desk", .event = "filled"},
          .event_kind = EventKind::message,
          .user_id = "42",
          .sequence = 7,
          .data = R"({"id":1})"};
}

TEST(TapItemTest, ShowsAnEventAsOneLineOfJson) {
  EXPECT_EQ(json_of(event_item(), true),
            R"({"kind":"event","time":"1970-01-01T01:00:00.000Z","connection":"market",)"
            R"("channel":"presence-desk","event":"filled","event_kind":"message","user_id":"42",)"
            R"("sequence":7,"data_bytes":8,"data":"{\"id\":1}"})");
  auto with_newline = event_item();
  with_newline.data = "a\nb";
  EXPECT_EQ(json_of(with_newline, true).find('\n'), std::string::npos);
}

TEST(TapItemTest, ShowsOfAMaskedPayloadItsSize) {
  const auto json = nlohmann::json::parse(json_of(event_item(), false));
  EXPECT_EQ(json["data_bytes"], 8);
  EXPECT_EQ(json["masked"], true);
  EXPECT_FALSE(json.contains("data"));
}

TEST(TapItemTest, ShowsTheLossOfAMessage) {
  const auto json = nlohmann::json::parse(json_of({.kind = TapKind::message,
                                                   .source = "floor",
                                                   .back = "all",
                                                   .topic = "in/x",
                                                   .key = "k",
                                                   .data = "{}",
                                                   .loss = ReturnLoss::bad_channel,
                                                   .detail = "no channel"},
                                                  true));
  EXPECT_EQ(json["source"], "floor");
  EXPECT_EQ(json["return"], "all");
  EXPECT_EQ(json["topic"], "in/x");
  EXPECT_EQ(json["key"], "k");
  EXPECT_EQ(json["loss"], "bad_channel");
  EXPECT_EQ(json["detail"], "no channel");
  EXPECT_FALSE(json.contains("channel"));
}

TEST(TapItemTest, ShowsBytesThatAreNoTextInBase64) {
  auto item = event_item();
  item.key = "\xff";
  item.data = "\xff\xfe";
  const auto json = nlohmann::json::parse(json_of(item, true));
  EXPECT_EQ(json["key_base64"], "/w==");
  EXPECT_EQ(json["data_base64"], "//4=");
  EXPECT_FALSE(json.contains("data"));
}

TEST(TapItemTest, CutsALongPayloadBetweenTwoCharacters) {
  auto item = event_item();
  const std::string data = std::string(shown_bytes_max - 1, 'a') + "€€";
  item.data = data;
  const auto json = nlohmann::json::parse(json_of(item, true));
  EXPECT_EQ(json["data"].get<std::string>(), std::string(shown_bytes_max - 1, 'a'));
  EXPECT_EQ(json["data_bytes"], data.size());
  EXPECT_EQ(json["cut"], true);
}

TEST(TapItemTest, ShowsTheContentOfAString) {
  EXPECT_EQ(text_of_data(R"("{\"id\":\u0031}")"), R"({"id":1})");
  EXPECT_EQ(text_of_data(R"({"id":1})"), R"({"id":1})");
  EXPECT_EQ(text_of_data(R"("\q")"), R"("\q")");
  EXPECT_EQ(text_of_data(""), "");
}

}  // namespace
}  // namespace sluice::tap
