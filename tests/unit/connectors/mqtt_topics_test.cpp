#include "connectors/mqtt/mqtt_topics.hpp"

#include <gtest/gtest.h>

#include <string>

#include "connectors/mqtt/mqtt_source.hpp"

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
  EXPECT_EQ(why_no_mqtt_topic("a\x7f"), "contains a control character or a noncharacter");
  EXPECT_EQ(why_no_mqtt_topic("a\xff"), "is not UTF-8");
}

TEST(MqttFilterTest, TakesWhatBrokersTake) {
  for (const std::string filter : {"a", "#", "+", "/", "a/#", "+/b/#", "a//+", "/+", "$SYS/#",
                                   "$share/g/a/#", "$share/g//a", "$share/g/#", "$shared/a"}) {
    EXPECT_EQ(why_no_mqtt_filter(filter), "") << filter;
  }
}

TEST(MqttFilterTest, RefusesWhatBrokersCloseAConnectionFor) {
  EXPECT_EQ(why_no_mqtt_filter(""), "is empty");
  EXPECT_EQ(why_no_mqtt_filter("$share/g/"), "is empty");
  EXPECT_EQ(why_no_mqtt_filter(std::string(65'536, 'a')), "is longer than 65535 bytes");
  EXPECT_EQ(why_no_mqtt_filter("a\x01"
                               "b"),
            "contains a control character or a noncharacter");
  EXPECT_EQ(why_no_mqtt_filter("a\xff"), "is not UTF-8");
  for (const std::string filter : {"a/#/b", "#/", "a#", "a/b#", "$share/g/#/a"}) {
    EXPECT_EQ(why_no_mqtt_filter(filter), "has `#` elsewhere than as its whole last level")
        << filter;
  }
  for (const std::string filter : {"a+", "+a/b", "a/b+/c"}) {
    EXPECT_EQ(why_no_mqtt_filter(filter), "has `+` beside other text in a level") << filter;
  }
  for (const std::string filter :
       {"$share/", "$share/g", "$share//a", "$share/+/a", "$share/#/a"}) {
    EXPECT_EQ(why_no_mqtt_filter(filter), "has no group as in $share/GROUP/FILTER") << filter;
  }
}

struct Meeting {
  const char* filter;
  const char* text;
  bool expected;
};

TEST(MqttFilterTest, BringsTheTopicsOfTheStandard) {
  for (const auto& [filter, topic, expected] : {
           Meeting{"sport/tennis/player1/#", "sport/tennis/player1", true},
           Meeting{"sport/tennis/player1/#", "sport/tennis/player1/ranking", true},
           Meeting{"sport/tennis/player1/#", "sport/tennis/player2", false},
           Meeting{"sport/tennis/+", "sport/tennis/player1", true},
           Meeting{"sport/tennis/+", "sport/tennis/player1/ranking", false},
           Meeting{"sport/+", "sport", false},
           Meeting{"sport/+", "sport/", true},
           Meeting{"+/+", "/finance", true},
           Meeting{"/+", "/finance", true},
           Meeting{"+", "/finance", false},
           Meeting{"#", "a/b", true},
           Meeting{"a/+/c", "a//c", true},
           Meeting{"#", "$SYS/monitor", false},
           Meeting{"+/monitor", "$SYS/monitor", false},
           Meeting{"$SYS/#", "$SYS/monitor", true},
           Meeting{"$share/g/a/+", "a/b", true},
           Meeting{"a", "A", false},
           Meeting{"a*", "abc", false},
           Meeting{"a/b", "a*", false},
       }) {
    EXPECT_EQ(filter_matches(filter, topic), expected) << filter << " and " << topic;
  }
}

TEST(MqttFilterTest, KnowsWhetherAGlobsTopicsMayCome) {
  for (const auto& [filter, glob, expected] : {
           Meeting{"cmd/#", "cmd/*", true},
           Meeting{"cmd/#", "*", true},
           Meeting{"cmd/#", "cmd", true},
           Meeting{"cmd/#", "command/*", false},
           Meeting{"cmd/+/x", "cmd/*", true},
           Meeting{"cmd/+/x", "cmd/*/y", false},
           Meeting{"cmd/+/x", "*/x", true},
           Meeting{"+", "a*b", true},
           Meeting{"+", "a/*", false},
           Meeting{"a/+", "*/b/c", false},
           Meeting{"a/b", "a*b", true},
           Meeting{"a/b", "*a", false},
           Meeting{"$share/g/cmd/#", "cmd/*", true},
           Meeting{"#", "$SYS/*", false},
           Meeting{"cmd/+", "cmd/+", true},
           Meeting{"cmd/a", "cmd/x+", false},
           Meeting{"cmd/a/b", "cmd/+", false},
           Meeting{"cmd/+/x", "cmd/+", false},
           Meeting{"cmd/#", "+/+", true},
           Meeting{"+/b", "a+/b", true},
       }) {
    EXPECT_EQ(filter_may_match(filter, glob), expected) << filter << " and " << glob;
  }
}

TEST(MqttMayReadTest, IsAMatterOfTheBrokerAndTheTopic) {
  MqttSourceSettings source;
  source.url = "mqtt://broker";
  source.topics = {"a/#", "$share/g/cmd/+"};
  MqttSinkSettings sink;
  sink.url = "mqtt://broker:1883";
  EXPECT_TRUE(may_read(source, sink, "cmd/*"));
  EXPECT_FALSE(may_read(source, sink, "events/*"));
  sink.url = "mqtt://broker:1884";
  EXPECT_FALSE(may_read(source, sink, "cmd/*"));
  sink.url = "mqtt://other";
  EXPECT_FALSE(may_read(source, sink, "cmd/*"));
}

}  // namespace
}  // namespace sluice::connectors
