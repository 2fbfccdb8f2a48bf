#include <gmock/gmock.h>

#include "tests/integration/mqtt_sink_fixture.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"

namespace sluice::connectors {
namespace {

using test::Driver;
using test::Mosquitto;
using test::MqttListener;
using test::MqttMessage;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(MqttSinkTest, WritesPayloadAndHeadersByteForByteAndRetains) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Mosquitto);
  Driver driver;
  const Mosquitto broker;
  settings.version = MqttVersion::v5;
  settings.retain = true;
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  const std::string binary("\0\xff\n", 3);
  const std::array<Header, 1> headers{{{"type", "trade"}}};
  submit(*sink, "a/b", "k", binary, headers);
  submit(*sink, "a/empty", "k", "");
  ASSERT_TRUE(all_settled());
  MqttListener listener{driver, {.url = broker.url()}};
  const auto messages = listener.wait_messages(1);
  EXPECT_EQ(messages[0].topic, "a/b");
  EXPECT_EQ(messages[0].payload, binary);
  EXPECT_TRUE(messages[0].retain);
  EXPECT_EQ(messages[0].properties["userProperties"]["type"], "trade");
}

TEST_F(MqttSinkTest, KeepsAStateAtTheBrokerUntilItEnds) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Mosquitto);
  Driver driver;
  const Mosquitto broker;
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  submit(*sink, "members/ann", "k", "{}", {}, {.change = Change::upsert});
  submit(*sink, "members/bob", "k", "{}", {}, {.change = Change::upsert});
  submit(*sink, "members/ann", "k", "", {}, {.change = Change::remove});
  ASSERT_TRUE(all_settled());
  MqttListener late{driver, {.url = broker.url()}};
  late.publish("end", "");  // what the broker keeps comes before it
  const auto messages = late.wait_messages(2);
  EXPECT_EQ(messages[0].topic, "members/bob");
  EXPECT_TRUE(messages[0].retain);
  EXPECT_EQ(messages[1].topic, "end");
}

TEST_F(MqttSinkTest, SaysWhatAPayloadIsInItsContentType) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Mosquitto);
  Driver driver;
  const Mosquitto broker;
  MqttListener listener{driver, {.url = broker.url()}};
  settings.version = MqttVersion::v5;
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  const std::array<Header, 1> headers{{{"id", "1-2"}}};
  submit(*sink, "t", "k", "{}", headers, {.content_type = ContentType::json});
  submit(*sink, "t", "k", "{}");
  const auto messages = listener.wait_messages(2);
  EXPECT_EQ(messages[0].properties["contentType"], "application/json");
  EXPECT_EQ(messages[0].properties["userProperties"]["id"], "1-2");
  EXPECT_FALSE(messages[1].properties.contains("contentType"));
  ASSERT_TRUE(all_settled());
}

TEST_F(MqttSinkTest, WhatIsAcknowledgedIsDeliveredAlsoWhereTheOutboxGivesUpBeforeItHears) {
  SLUICE_REQUIRE_PART(Driver);
  Driver driver;
  constexpr std::uint64_t count = 20;
  const int port = driver.call("mqtt.dutiful", {{"count", count}}, test::within(test::answer_time));
  settings.version = MqttVersion::v5;
  const auto sink = make("mqtt://127.0.0.1:" + std::to_string(port));
  ASSERT_TRUE(connected());
  for (std::uint64_t i = 0; i < count; ++i) offer(*sink, "t", "k", "v");
  // The loop does not run meanwhile.
  driver.call("mqtt.wait_left", {{"port", port}}, test::within(test::answer_time));
  EXPECT_EQ(delivered(), 0U);
  outbox->give_up();
  ASSERT_TRUE(drained());
  EXPECT_EQ(delivered(), count);
  EXPECT_EQ(unavailable(), 0U);
}

TEST_F(MqttSinkTest, SaysWhyItCannotConnect) {
  SLUICE_REQUIRE_PART(Mosquitto);
  Mosquitto broker;
  broker.stop();
  const auto sink = make(broker.url());
  const std::string lines = log_until([&] { return probe.errors.value() >= 2; });
  EXPECT_THAT(lines, HasSubstr("Connection refused"));
}

/// Sets a variable of this process for as long as it lives.
class EnvironmentVariable {
 public:
  EnvironmentVariable(const char* name, const char* value) : name_(name) {
    ::setenv(name, value, 1);
  }
  ~EnvironmentVariable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

TEST_F(MqttSinkTest, GoesStraightToItsBrokerWhereTheEnvironmentNamesAProxy) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const EnvironmentVariable proxy{"http_proxy", "http://127.0.0.1:9"};
  const Mosquitto broker;
  const auto sink = make(broker.url());
  EXPECT_TRUE(connected());
}

class MqttPasswordTest : public MqttSinkTest, public ::testing::WithParamInterface<MqttVersion> {};

TEST_P(MqttPasswordTest, SaysThatTheBrokerRefusesTheUserAndTakesTheRightOne) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const Mosquitto broker{{.user = "ann", .password = "right-pass"}};
  settings.version = GetParam();
  settings.username = "ann";
  settings.password = config::Secret{"wrong-pass"};
  {
    const auto sink = make(broker.url());
    const std::string lines = log_until([&] { return probe.errors.value() >= 1; });
    EXPECT_THAT(lines, AllOf(HasSubstr("Not authorized"), Not(HasSubstr("wrong-pass"))));
  }
  settings.password = config::Secret{"right-pass"};
  const auto sink = make(broker.url());
  EXPECT_TRUE(connected());
}

INSTANTIATE_TEST_SUITE_P(All, MqttPasswordTest,
                         ::testing::Values(MqttVersion::v3_1_1, MqttVersion::v5));

}  // namespace
}  // namespace sluice::connectors
