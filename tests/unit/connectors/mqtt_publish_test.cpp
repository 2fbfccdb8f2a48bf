#include "connectors/mqtt/mqtt_publish.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>

#include "gateway/relay/event_template.hpp"
#include "gateway/text/header_text.hpp"

namespace sluice::connectors {
namespace {

Record record(std::string_view topic, std::string_view headers = {}) {
  return {.topic = topic, .key = {}, .payload = "{}", .headers = Headers{headers}};
}

TEST(MqttPublishTest, NamesTheFaultOfARecordThatNoBrokerTakes) {
  const auto fault = [](const Record& record, MqttVersion version = MqttVersion::v5) {
    const auto found = find_unpublishable(record, version, 1);
    return found ? std::string{found->where} + " " + std::string{found->why.text} : "";
  };
  EXPECT_EQ(fault(record("a")), "");
  EXPECT_EQ(fault(record("a#")), "topic contains a wildcard");
  const std::string long_value(70'000, 'x');
  for (const auto& [header, expected] :
       {std::pair{Header{"type", "\xc3("}, "type is not UTF-8"},
        std::pair{Header{"type", long_value}, "type is longer than 65535 bytes"},
        std::pair{Header{"a\nb", "x"}, "a\nb contains a control character or a noncharacter"}}) {
    const std::string headers = text::header_text({&header, 1});
    EXPECT_EQ(fault(record("a", headers)), expected);
    EXPECT_EQ(fault(record("a", headers), MqttVersion::v3_1_1), "") << "carries no headers";
  }
}

TEST(MqttPublishTest, TheLongestTopicIsLimitedAsItIsWrittenAndNotAsItIsMeant) {
  const auto topic = relay::EventTemplate::parse("p/{user_id}", relay::Values::topic_levels);
  const auto fault = [&](const std::string& user_id) {
    Event event;
    event.user_id = user_id;
    const std::string written = topic->text(event);
    const auto found = find_unpublishable(record(written), MqttVersion::v5, 1);
    return found ? std::string{found->why.text} : "";
  };
  constexpr std::size_t room = 65'535 - 2;  // after "p/"
  EXPECT_EQ(fault(std::string(room, 'x')), "");
  EXPECT_EQ(fault(std::string(room + 1, 'x')), "is longer than 65535 bytes");
  EXPECT_EQ(fault(std::string(room / 3, '+')), "") << "%2B%2B...";
  EXPECT_EQ(fault(std::string(room / 3 + 1, '+')), "is longer than 65535 bytes");
}

TEST(MqttPublishTest, CountsTheBytesOfThePacket) {
  Record sent = record("a/b");
  EXPECT_EQ(publish_size(sent, MqttVersion::v3_1_1, 0), 2U + 2 + 3 + 2);
  EXPECT_EQ(publish_size(sent, MqttVersion::v3_1_1, 1), 2U + 2 + 3 + 2 + 2);
  EXPECT_EQ(publish_size(sent, MqttVersion::v5, 1), 2U + 2 + 3 + 2 + 1 + 2);
  const std::array<Header, 1> type{{{"type", "trade"}}};
  const std::string headers = text::header_text(type);
  sent.headers = Headers{headers};
  sent.facts.content_type = ContentType::json;
  EXPECT_EQ(publish_size(sent, MqttVersion::v5, 1), 2U + 2 + 3 + 2 + 1 + (3 + 16) + (5 + 9) + 2);
  const std::string payload(200, 'x');
  sent.payload = payload;
  EXPECT_EQ(publish_size(sent, MqttVersion::v3_1_1, 0), 3U + 2 + 3 + 200);
}

TEST(MqttPublishTest, RefusesARecordBeyondTheBrokersLimits) {
  const Record sent = record("a");
  const auto size = static_cast<std::uint32_t>(publish_size(sent, MqttVersion::v5, 1));
  const auto code = [&](const MqttPublishing& how, const MqttLimits& limits) {
    const auto excess = find_excess(sent, MqttVersion::v5, how, limits);
    return excess ? std::optional{excess->code} : std::nullopt;
  };
  const MqttPublishing kept{.qos = 1, .retain = true};
  EXPECT_EQ(code(kept, {}), std::nullopt);
  EXPECT_EQ(code(kept, {.packet_bytes = size}), std::nullopt);
  EXPECT_EQ(code(kept, {.packet_bytes = size - 1}), RejectionCode::too_large);
  EXPECT_EQ(code(kept, {.qos = 0}), RejectionCode::refused);
  EXPECT_EQ(code(kept, {.retain = false}), RejectionCode::refused);
  EXPECT_EQ(code({.qos = 0, .retain = false}, {.qos = 0, .retain = false}), std::nullopt);
}

}  // namespace
}  // namespace sluice::connectors
