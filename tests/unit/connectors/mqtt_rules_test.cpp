#include <gtest/gtest.h>

#include "config/url.hpp"
#include "connectors/mqtt/mqtt_options.hpp"
#include "connectors/mqtt/mqtt_reasons.hpp"
#include "connectors/mqtt/mqtt_topics.hpp"

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
  EXPECT_EQ(why_no_mqtt_topic(""), "empty topic");
  EXPECT_EQ(why_no_mqtt_topic(std::string(65'536, 'a')), "topic longer than 65535 bytes");
  EXPECT_EQ(why_no_mqtt_topic("a/+/b"), "topic contains a wildcard");
  EXPECT_EQ(why_no_mqtt_topic("a/#"), "topic contains a wildcard");
  EXPECT_EQ(why_no_mqtt_topic(std::string_view("a\0b", 3)), "topic contains NUL");
}

TEST(MqttTopicTest, RefusesWhatIsNotWellFormedUtf8) {
  for (const std::string topic :
       {"\x80", "\xff", "\xc3", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xe2\x82", "\xc3("}) {
    EXPECT_EQ(why_no_mqtt_topic(topic), "topic is not UTF-8") << topic;
  }
}

std::string uri_of(std::string_view url) {
  return paho_uri(*config::parse_mqtt_url(url));
}

TEST(PahoUriTest, SaysInPahosWordsWhereTheBrokerIs) {
  EXPECT_EQ(uri_of("mqtt://broker"), "tcp://broker:1883");
  EXPECT_EQ(uri_of("mqtts://broker"), "ssl://broker:8883");
  EXPECT_EQ(uri_of("mqtts://broker.example:1"), "ssl://broker.example:1");
  EXPECT_EQ(uri_of("mqtt://[::1]:99"), "tcp://[::1]:99");
  EXPECT_EQ(uri_of("mqtt://[::1]"), "tcp://[::1]:1883");
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

}  // namespace
}  // namespace sluice::connectors
