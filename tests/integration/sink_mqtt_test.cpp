#include <gmock/gmock.h>

#include <set>

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

std::vector<std::string> first_payloads(const std::vector<MqttMessage>& messages) {
  std::vector<std::string> firsts;
  std::set<std::string> seen;
  for (const MqttMessage& message : messages) {
    if (seen.insert(message.payload).second) firsts.push_back(message.payload);
  }
  return firsts;
}

struct Way {
  const char* name;
  MqttVersion version;
  int qos;
};

class MqttWayTest : public MqttSinkTest, public ::testing::WithParamInterface<Way> {};

TEST_P(MqttWayTest, DeliversEachAcceptedRecordOnceAndInOrder) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Mosquitto);
  Driver driver;
  const Mosquitto broker;
  MqttListener listener{driver, {.url = broker.url()}};
  settings.version = GetParam().version;
  settings.qos = GetParam().qos;
  settings.window = 50;
  const auto sink = make(broker.url());
  std::vector<std::string> sent;
  for (int i = 0; i < 2'000; ++i) {
    sent.push_back(std::to_string(i));
    offer(*sink, "presence/desk", "k", sent.back());
  }
  ASSERT_TRUE(drained());
  EXPECT_TRUE(recorder.settled_exactly(2'000));
  EXPECT_EQ(delivered(), 2'000U);
  const auto messages = listener.wait_messages(2'000);
  EXPECT_EQ(first_payloads(messages), sent);
  EXPECT_EQ(messages.front().topic, "presence/desk");
  EXPECT_EQ(messages.front().qos, GetParam().qos);
}

INSTANTIATE_TEST_SUITE_P(All, MqttWayTest,
                         ::testing::Values(Way{"Version311Qos0", MqttVersion::v3_1_1, 0},
                                           Way{"Version311Qos1", MqttVersion::v3_1_1, 1},
                                           Way{"Version5Qos0", MqttVersion::v5, 0},
                                           Way{"Version5Qos1", MqttVersion::v5, 1}),
                         [](const auto& row) { return std::string{row.param.name}; });

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

TEST_F(MqttSinkTest, DeliversInOrderWhatWasAcceptedWhenTheBrokerWentAway) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Mosquitto);
  Driver driver;
  Mosquitto broker;
  MqttListener listener{driver, {.url = broker.url()}};
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  std::vector<std::string> sent;
  for (int i = 0; i < 2'000; ++i) {
    sent.push_back(std::to_string(i));
    offer(*sink, "t", "k", sent.back());
    if (i == 500) {
      broker.stop();
      ASSERT_TRUE(loop.run_until([&] { return probe.up.value() == 0; }));
      broker.start();
    }
    if (i == 1'500) {
      ASSERT_TRUE(connected());
      broker.stop();
      ASSERT_TRUE(loop.run_until([&] { return probe.up.value() == 0; }));
      EXPECT_EQ(outbox_probe.in_flight.value(), 0) << "the outbox has them again";
      broker.start();
    }
  }
  ASSERT_TRUE(drained());
  EXPECT_TRUE(recorder.settled_exactly(2'000));
  EXPECT_EQ(delivered(), 2'000U);
  EXPECT_GE(probe.errors.value(), 2U);
  std::vector<std::string> firsts;
  // Duplicates are allowed, so the number to wait for is not known before.
  for (std::size_t count = 2'000; firsts.size() < 2'000; ++count) {
    firsts = first_payloads(listener.wait_messages(count));
  }
  EXPECT_EQ(firsts, sent);
}

TEST_F(MqttSinkTest, StartsBeforeItsBroker) {
  SLUICE_REQUIRE_PART(Mosquitto);
  Mosquitto broker;
  broker.stop();
  const auto sink = make(broker.url());
  const std::string lines = log_until([&] { return probe.errors.value() >= 2; });
  EXPECT_THAT(lines, HasSubstr("Connection refused"));
  broker.start();
  offer(*sink, "t", "k", "v");
  EXPECT_TRUE(drained());
}

TEST_F(MqttSinkTest, RejectsATopicThatTheProtocolForbids) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const Mosquitto broker;
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  EXPECT_EQ(submit(*sink, "a/#", "k", "v"), Admission::rejected);
  EXPECT_EQ(submit(*sink, "", "k", "v"), Admission::rejected);
  EXPECT_EQ(submit(*sink, "a", "k", "v"), Admission::accepted);
  EXPECT_TRUE(all_settled());
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

TEST_F(MqttSinkTest, LetsGoOfEveryRecordWhenAbandoned) {
  SLUICE_REQUIRE_PART(Mosquitto);
  Mosquitto broker;
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  broker.process().signal(SIGSTOP);
  for (int i = 0; i < 100; ++i) offer(*sink, "t", "k", "v");
  EXPECT_EQ(outbox_probe.in_flight.value(), 100);
  outbox->give_up();
  ASSERT_TRUE(drained());
  EXPECT_EQ(recorder.losses, 1);
  EXPECT_EQ(unavailable(), 100U);
}

TEST_F(MqttSinkTest, CanBeDestroyedWithRecordsStillInside) {
  SLUICE_REQUIRE_PART(Mosquitto);
  Mosquitto broker;
  auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  for (int i = 0; i < 1'000; ++i) submit(*sink, "t", "k", "v");
  sink.reset();
  bytes.clear();
  // What Paho had posted by then must not reach anything.
  bool turned = false;
  loop.post([&] { turned = true; });
  EXPECT_TRUE(loop.run_until([&] { return turned; }));
  EXPECT_LT(recorder.outcomes.size(), 1'000U);
}

}  // namespace
}  // namespace sluice::connectors
