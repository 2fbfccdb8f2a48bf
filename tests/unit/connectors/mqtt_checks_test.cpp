#include <fmt/format.h>
#include <gmock/gmock.h>

#include "config/section.hpp"
#include "config/yaml_document.hpp"
#include "connectors/mqtt/mqtt_sink_settings.hpp"
#include "connectors/mqtt/mqtt_source_settings.hpp"

namespace sluice::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

/// Reads a source's settings out of a text as the gateway would.
class MqttSourceSettingsTest : public ::testing::Test {
 protected:
  template <class Settings = MqttSourceSettings>
  Settings read(std::string_view text) {
    config::Reading reading{"f.yaml", types, {}};
    const auto root = config::parse_yaml(text, reading);
    Settings settings;
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

TEST_F(MqttSourceSettingsTest, OfASinkTakeReasonsByNameOrByNumber) {
  const auto settings = read<MqttSinkSettings>(
      "{url: \"mqtt://b\", version: 5, passing_errors: [not_authorized, 0x80], permanent_errors: "
      "0x97}");
  EXPECT_THAT(problems, IsEmpty());
  EXPECT_THAT(settings.errors.passing,
              ElementsAre(MqttReason::not_authorized, MqttReason::unspecified_error));
  EXPECT_THAT(settings.errors.permanent, ElementsAre(MqttReason::quota_exceeded));
}

TEST_F(MqttSourceSettingsTest, OfASinkRefuseReasonsThatCannotBeChosen) {
  read<MqttSinkSettings>(
      "url: mqtt://b\nversion: 5\npassing_errors: [0x99, 0x87]\npermanent_errors: "
      "[not_authorized]\n");
  EXPECT_THAT(problems,
              ElementsAre(HasSubstr("f.yaml:3:18: sources.x.passing_errors[0]: '0x99' cannot be "
                                    "passing: the payload stays as it is"),
                          "f.yaml:3:24: sources.x.passing_errors[1]: '0x87' is one of "
                          "permanent_errors, too"));
}

TEST_F(MqttSourceSettingsTest, OfASinkRefuseReasonsWhereBrokersGiveNone) {
  read<MqttSinkSettings>("url: mqtt://b\npassing_errors: [not_authorized]\n");
  read<MqttSinkSettings>("url: mqtt://b\nversion: 5\nqos: 0\npermanent_errors: [0x97]\n");
  constexpr auto rule = "is of use only with version: 5 and qos: 1, where brokers give reasons";
  EXPECT_THAT(problems,
              ElementsAre(fmt::format("f.yaml:2:1: sources.x.passing_errors: {}", rule),
                          fmt::format("f.yaml:4:1: sources.x.permanent_errors: {}", rule)));
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

TEST_F(MqttSourceSettingsTest, NameTheTextThatBrokersRefuse) {
  read("url: mqtt://b\ntopics: [good, \"a\\u0001b\", \"\\uFFFF\"]\nclient_id: \"\\x85\"\n");
  constexpr auto why = "contains a control character or a noncharacter";
  EXPECT_THAT(problems,
              ElementsAre(fmt::format("f.yaml:3:12: sources.x.client_id: '\\x85' {}", why),
                          fmt::format("f.yaml:2:16: sources.x.topics[1]: 'a\\x01b' {}", why),
                          fmt::format("f.yaml:2:28: sources.x.topics[2]: '\xef\xbf\xbf' {}", why)));
}

class MqttSinkSettingsTest : public MqttSourceSettingsTest {};

TEST_F(MqttSinkSettingsTest, NameTheUrlThatCannotBeDialled) {
  read<MqttSinkSettings>("url: mqtt://b:99999\n");
  read<MqttSinkSettings>("url: http://h:1\n");
  EXPECT_THAT(problems,
              ElementsAre("f.yaml:1:6: sources.x.url: has a port that is not in 1..65535",
                          "f.yaml:1:6: sources.x.url: must begin with mqtt:// or mqtts://"));
}

TEST_F(MqttSinkSettingsTest, NameAPasswordThatTheProtocolCannotCarry) {
  read<MqttSinkSettings>("url: mqtt://b\npassword: p\n");
  EXPECT_THAT(problems,
              ElementsAre("f.yaml:2:1: sources.x.password: needs a username: MQTT 3.1.1 has no "
                          "password without one"));
  problems.clear();
  read<MqttSinkSettings>("url: mqtt://b\nversion: 5\npassword: p\n");
  EXPECT_THAT(problems, IsEmpty());
}

TEST_F(MqttSinkSettingsTest, NameTlsThatWouldNotBeUsed) {
  read<MqttSinkSettings>("url: mqtt://b\ntls: {}\n");
  EXPECT_THAT(problems, ElementsAre("f.yaml:2:1: sources.x.tls: is of use only with mqtts://"));
}

TEST_F(MqttSinkSettingsTest, NameTheFileThatIsNotThere) {
  read<MqttSinkSettings>(
      "url: mqtts://b\ntls: {ca_file: /nowhere/ca.pem, cert_file: /proc/version, key_file: /}\n");
  EXPECT_THAT(
      problems,
      UnorderedElementsAre(
          "f.yaml:2:16: sources.x.tls.ca_file: file '/nowhere/ca.pem': No such file or directory",
          "f.yaml:2:44: sources.x.tls.cert_file: file '/proc/version' holds no CERTIFICATE in PEM "
          "form",
          "f.yaml:2:69: sources.x.tls.key_file: file '/': not a regular file"));
  problems.clear();
  read<MqttSinkSettings>("url: mqtts://b\ntls: {key_file: /}\n");
  EXPECT_EQ(problems.size(), 2U) << "of no use without a certificate";
}

}  // namespace
}  // namespace sluice::connectors
