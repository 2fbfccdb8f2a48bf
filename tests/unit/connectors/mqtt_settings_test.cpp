#include <gmock/gmock.h>

#include "config/section.hpp"
#include "config/yaml_document.hpp"
#include "connectors/mqtt/mqtt_source_settings.hpp"

namespace sluice::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Reads a source's settings out of a text as the gateway would.
class MqttSourceSettingsTest : public ::testing::Test {
 protected:
  MqttSourceSettings read(std::string_view text) {
    config::Reading reading{"f.yaml", types, {}};
    const auto root = config::parse_yaml(text, reading);
    MqttSourceSettings settings;
    if (root) {
      config::Section section(config::Value{reading, *root, "sources.x"});
      config::read_fields(section, settings);
      section.refuse_unknown_keys();
    }
    for (const auto& problem : reading.problems) problems.push_back(to_string(problem));
    return settings;
  }

  config::ConnectorTypes types;
  std::vector<std::string> problems;
};

TEST_F(MqttSourceSettingsTest, NeedABrokerAndTopics) {
  const auto settings = read("{url: \"mqtt://b\", topics: cmd/#, session_expiry: 2h}");
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_THAT(settings.topics, ElementsAre("cmd/#"));
  EXPECT_EQ(settings.qos, 1);
  EXPECT_EQ(settings.session_expiry, config::Duration{7'200'000});
  read("{version: 5}");
  EXPECT_EQ(problems.size(), 2U);
}

TEST_F(MqttSourceSettingsTest, NameTheFilterThatNoBrokerTakes) {
  read("url: mqtt://b\ntopics: [a/+, \"a/#/b\", $share/g]\n");
  EXPECT_THAT(problems,
              ElementsAre("f.yaml:2:15: sources.x.topics[1]: 'a/#/b' has `#` elsewhere than as its "
                          "whole last level",
                          "f.yaml:2:24: sources.x.topics[2]: '$share/g' has no group as in "
                          "$share/GROUP/FILTER"));
}

TEST_F(MqttSourceSettingsTest, NameTheTextThatBrokersCloseAConnectionFor) {
  read("url: mqtt://b\ntopics: \"a\\u0001b\"\nusername: \"\\uffff\"\nclient_id: \"\\x07\"\n");
  ASSERT_EQ(problems.size(), 3U);
  for (const std::string& problem : problems) {
    EXPECT_THAT(problem, HasSubstr("contains a control character or a noncharacter"));
  }
}

TEST_F(MqttSourceSettingsTest, NameTheOneFilterToo) {
  read("url: mqtt://b\ntopics: a+\n");
  EXPECT_THAT(problems,
              ElementsAre("f.yaml:2:9: sources.x.topics: 'a+' has `+` beside other text in "
                          "a level"));
}

}  // namespace
}  // namespace sluice::connectors
