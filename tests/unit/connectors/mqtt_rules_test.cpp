#include <gtest/gtest.h>

#include "connectors/mqtt/mqtt_options.hpp"
#include "connectors/mqtt/mqtt_publish.hpp"
#include "connectors/mqtt/mqtt_reasons.hpp"
#include "connectors/mqtt/mqtt_text.hpp"
#include "connectors/mqtt/mqtt_topics.hpp"
#include "tests/support/header_text.hpp"

namespace sluice::connectors {
namespace {

TEST(MqttTopicTest, TakesWhatBrokersTake) {
  for (const std::string topic : {"a", "presence/desk/7", "/", "a//b", "$x", "gr\xc3\xbc\xc3\x9f",
                                  "\xe2\x82\xac", "\xf0\x9f\x98\x80", "a b"}) {
    EXPECT_EQ(why_no_mqtt_topic(topic), "") << topic;
  }
  EXPECT_EQ(why_no_mqtt_topic(std::string(65'535, 'a')), "");
}

TEST(MqttTopicTest, RefusesWhatBrokersCloseAConnectionFor) {
  EXPECT_EQ(why_no_mqtt_topic(""), "is empty");
  EXPECT_EQ(why_no_mqtt_topic(std::string(65'536, 'a')), "is longer than 65535 bytes");
  EXPECT_EQ(why_no_mqtt_topic("a/+/b"), "contains a wildcard");
  EXPECT_EQ(why_no_mqtt_topic("a/#"), "contains a wildcard");
  EXPECT_EQ(why_no_mqtt_topic(std::string(201, '/')), "has more than 200 `/`");
}

TEST(MqttTextTest, RefusesControlCharacters) {
  for (const std::string_view text :
       {std::string_view{"a\0b", 3}, std::string_view{"\x01"}, std::string_view{"a\x1f"},
        std::string_view{"\x7f"}, std::string_view{"\xc2\x80"}, std::string_view{"\xc2\x9f"}}) {
    EXPECT_EQ(why_no_mqtt_text(text), "contains a control character or a noncharacter");
    EXPECT_NE(why_no_mqtt_topic(text), "");
  }
  EXPECT_EQ(why_no_mqtt_text("\xc2\xa0"), "");
}

TEST(MqttTextTest, RefusesNonCharacters) {
  for (const std::string_view text : {"\xef\xbf\xbf", "\xef\xbf\xbe", "\xef\xb7\x90",
                                      "\xef\xb7\xaf", "\xf0\x9f\xbf\xbf", "\xf4\x8f\xbf\xbe"}) {
    EXPECT_EQ(why_no_mqtt_text(text), "contains a control character or a noncharacter");
  }
  for (const std::string_view text : {"\xef\xb7\x8f", "\xef\xb7\xb0", "\xef\xbf\xbd"}) {
    EXPECT_EQ(why_no_mqtt_text(text), "");
  }
}

TEST(MqttTextTest, RefusesWhatIsNotWellFormedUtf8) {
  for (const std::string text :
       {"\x80", "\xff", "\xc3", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xe2\x82", "\xc3("}) {
    EXPECT_EQ(why_no_mqtt_text(text), "is not UTF-8") << text;
  }
}

/// `headers`: see test::header_text; it outlives the record.
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
    const std::string headers = test::header_text({&header, 1});
    EXPECT_EQ(fault(record("a", headers)), expected);
    EXPECT_EQ(fault(record("a", headers), MqttVersion::v3_1_1), "") << "carries no headers";
  }
}

TEST(MqttPublishTest, CountsTheBytesOfThePacket) {
  Record sent = record("a/b");
  EXPECT_EQ(publish_size(sent, MqttVersion::v3_1_1, 0), 2U + 2 + 3 + 2);
  EXPECT_EQ(publish_size(sent, MqttVersion::v3_1_1, 1), 2U + 2 + 3 + 2 + 2);
  EXPECT_EQ(publish_size(sent, MqttVersion::v5, 1), 2U + 2 + 3 + 2 + 1 + 2);
  const std::array<Header, 1> type{{{"type", "trade"}}};
  const std::string headers = test::header_text(type);
  sent.headers = Headers{headers};
  sent.facts.content_type = ContentType::json;
  EXPECT_EQ(publish_size(sent, MqttVersion::v5, 1), 2U + 2 + 3 + 2 + 1 + (3 + 16) + (5 + 9) + 2);
  const std::string payload(200, 'x');
  sent.payload = payload;
  EXPECT_EQ(publish_size(sent, MqttVersion::v3_1_1, 0), 3U + 2 + 3 + 200);
}

TEST(MqttPublishTest, KeepsToWhatTheBrokerSaysOfItself) {
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

TEST(MqttLimitsTest, AreReadFromTheAnswerToTheConnect) {
  mqtt::properties connack;
  connack.add({mqtt::property::MAXIMUM_PACKET_SIZE, 2'000});
  connack.add({mqtt::property::RECEIVE_MAXIMUM, 20});
  connack.add({mqtt::property::MAXIMUM_QOS, 0});
  connack.add({mqtt::property::RETAIN_AVAILABLE, 0});
  connack.add({mqtt::property::WILDCARD_SUBSCRIPTION_AVAILABLE, 0});
  connack.add({mqtt::property::SHARED_SUBSCRIPTION_AVAILABLE, 0});
  connack.add({mqtt::property::SERVER_KEEP_ALIVE, 10});
  const MqttLimits limits = limits_of(connack);
  EXPECT_EQ(limits.packet_bytes, 2'000U);
  EXPECT_EQ(limits.receive_maximum, 20);
  EXPECT_EQ(limits.qos, 0);
  EXPECT_FALSE(limits.retain);
  EXPECT_FALSE(limits.wildcard_subscriptions);
  EXPECT_FALSE(limits.shared_subscriptions);
  EXPECT_EQ(limits.keep_alive, std::chrono::seconds{10});
  EXPECT_EQ(limits_of({}).packet_bytes, 0xffff'ffff);
  EXPECT_EQ(limits_of({}).keep_alive, std::chrono::seconds{0});
}

TEST(PahoUriTest, SaysInPahosWordsWhereTheBrokerIs) {
  EXPECT_EQ(paho_uri("mqtt://broker"), "tcp://broker:1883");
  EXPECT_EQ(paho_uri("mqtts://broker"), "ssl://broker:8883");
  EXPECT_EQ(paho_uri("mqtts://broker.example:1"), "ssl://broker.example:1");
  EXPECT_EQ(paho_uri("mqtt://[::1]:99"), "tcp://[::1]:99");
  EXPECT_EQ(paho_uri("mqtt://[::1]"), "tcp://[::1]:1883");
}

TEST(MqttReasonsTest, SendsAgainWhatTheBrokerMayTakeLater) {
  EXPECT_FALSE(is_permanent(0x97)) << "quota exceeded";
  EXPECT_FALSE(is_permanent(0x10)) << "no matching subscribers";
  EXPECT_TRUE(is_permanent(0x87)) << "not authorized";
  EXPECT_TRUE(is_permanent(0x99)) << "payload format invalid";
}

TEST(MqttReasonsTest, PutsTheBrokersRefusalIntoWords) {
  EXPECT_EQ(connect_refusal(4, 0), "Bad user name or password");
  EXPECT_EQ(connect_refusal(5, 0), "Not authorized");
  EXPECT_EQ(connect_refusal(-1, 0x87), "Not authorized");
  EXPECT_EQ(connect_refusal(0x86, 0), "Bad User Name or Password");
  EXPECT_EQ(connect_refusal(5, 255), "Not authorized") << "255: Paho's mark for 3.1.1";
  EXPECT_EQ(connect_refusal(-1, 0), "") << "not the broker's answer";
}

TEST(MqttReasonsTest, CallsTheEndOfAConnectionByThatName) {
  EXPECT_EQ(request_failure(-1), "the connection ended before the broker answered");
  EXPECT_EQ(request_failure(-3), request_failure(-1));
  EXPECT_EQ(request_failure(-11), request_failure(-1));
  EXPECT_NE(request_failure(-12), request_failure(-1));
}

}  // namespace
}  // namespace sluice::connectors
