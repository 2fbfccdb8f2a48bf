// Records that the broker or the protocol does not take, among others.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/integration/mqtt_sink_fixture.hpp"
#include "tests/support/driver.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/mqtt_listener.hpp"

namespace sluice::connectors {
namespace {

using test::Driver;
using test::Mosquitto;
using test::MqttListener;

class MqttPoisonTest : public MqttSinkTest, public ::testing::WithParamInterface<MqttVersion> {};

TEST_P(MqttPoisonTest, RejectsOnlyTheRecordThatWouldCostTheConnection) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const Mosquitto broker;
  settings.version = GetParam();
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  for (const std::string& topic :
       {std::string{"client-a\x01"}, std::string{"a\0b", 3}, std::string{"a\x7f"},
        std::string{"a\xc2\x85"}, std::string{"a\xef\xbf\xbf"}, std::string{"a\xef\xb7\x90"},
        std::string{"a\xc3("}, std::string{"a/+"}, std::string(201, '/'),
        std::string(65'536, 'a')}) {
    EXPECT_EQ(submit(*sink, "good", "k", "v"), Admission::accepted);
    EXPECT_EQ(submit(*sink, topic, "k", "v"), Admission::rejected) << topic.substr(0, 300);
  }
  EXPECT_EQ(submit(*sink, std::string(65'535, 'a'), "k", "v"), Admission::accepted);
  EXPECT_EQ(submit(*sink, "deep" + std::string(200, '/'), "k", "v"), Admission::accepted);
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(recorder.count(Outcome::delivered), accepted);
  EXPECT_EQ(probe.errors.value(), 0U) << "the connection was never lost";
}

TEST_P(MqttPoisonTest, RejectsOnlyTheRecordForWhichTheBrokerEndsTheSession) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const Mosquitto broker{{.more = "max_packet_size 2000\n"}};
  settings.version = GetParam();
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  for (int i = 0; i < 5; ++i) offer(*sink, "t", "k", "small");
  offer(*sink, "t", "k", std::string(5'000, 'x'));
  for (int i = 0; i < 5; ++i) offer(*sink, "t", "k", "small");
  ASSERT_TRUE(drained());
  EXPECT_EQ(delivered(), 10U);
  EXPECT_EQ(rejected(), 1U);
  EXPECT_EQ(recorder.losses == 0, GetParam() == MqttVersion::v5) << "5 says it before";
}

INSTANTIATE_TEST_SUITE_P(All, MqttPoisonTest,
                         ::testing::Values(MqttVersion::v3_1_1, MqttVersion::v5));

TEST_F(MqttSinkTest, LosesNothingBesideTheRecordThatIsTooLargeAtQos0) {
  SLUICE_REQUIRE_PART(Driver);
  SLUICE_REQUIRE_PART(Mosquitto);
  Driver driver;
  const Mosquitto broker{{.more = "max_packet_size 2000\n"}};
  MqttListener listener{driver, {.url = broker.url()}};
  settings.version = MqttVersion::v5;
  settings.qos = 0;
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  offer(*sink, "t", "k", "before");
  offer(*sink, "t", "k", std::string(5'000, 'x'));
  offer(*sink, "t", "k", "after");
  ASSERT_TRUE(drained());
  EXPECT_EQ(rejected(), 1U);
  const auto messages = listener.wait_messages(2);
  EXPECT_EQ(messages[0].payload, "before");
  EXPECT_EQ(messages[1].payload, "after");
}

TEST_F(MqttSinkTest, KeepsNothingAtABrokerThatSaysItKeepsNothing) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const Mosquitto broker{{.more = "retain_available false\n"}};
  settings.version = MqttVersion::v5;
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  EXPECT_EQ(submit(*sink, "t", "k", "v", {}, {.change = Change::upsert}), Admission::rejected);
  EXPECT_EQ(submit(*sink, "t", "k", "v"), Admission::accepted);
  EXPECT_TRUE(all_settled());
  EXPECT_EQ(probe.errors.value(), 0U) << "the connection was never lost";
}

TEST_F(MqttSinkTest, ReachesABrokerThatAnswersAtOneAddressOfItsName) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const Mosquitto broker;  // on 127.0.0.1; the name may have ::1 as well
  const auto sink = make("mqtt://localhost:" + std::to_string(broker.port()));
  offer(*sink, "t", "k", "v");
  EXPECT_TRUE(drained());
}

TEST_F(MqttSinkTest, RejectsOnlyTheRecordWhoseHeadersAreNoStringsOfMqtt) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const Mosquitto broker;
  settings.version = MqttVersion::v5;
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  const std::string long_value(70'000, 'x');
  for (const Header& header : {Header{"h", "\xc3("}, Header{"h", "line\n"}, Header{"\x01", "v"},
                               Header{"h", long_value}}) {
    EXPECT_EQ(submit(*sink, "t", "k", "v"), Admission::accepted);
    EXPECT_EQ(submit(*sink, "t", "k", "v", {&header, 1}), Admission::rejected);
  }
  const Header longest{"h", std::string_view{long_value}.substr(0, 65'535)};
  EXPECT_EQ(submit(*sink, "t", "k", "v", {&longest, 1}), Admission::accepted);
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(recorder.count(Outcome::delivered), accepted);
  EXPECT_EQ(probe.errors.value(), 0U) << "the connection was never lost";
}

TEST_F(MqttSinkTest, LetsTheBrokerHearOfItAsOftenAsTheBrokerWants) {
  SLUICE_REQUIRE_PART(Mosquitto);
  Mosquitto broker{{.more = "max_keepalive 10\n"}};
  settings.version = MqttVersion::v5;
  settings.keep_alive = std::chrono::minutes{10};
  const auto sink = make(broker.url());
  ASSERT_TRUE(connected());
  // Each line that the broker writes is an event that does not wake the loop.
  std::function<void()> look_again;
  Loop::Handle later;
  look_again = [&] { later = loop.after(Duration{20}, look_again); };
  look_again();
  EXPECT_TRUE(loop.run_until([&] {
    return std::ranges::any_of(broker.process().lines(), [](const std::string& line) {
      return line.find("Received UNSUBSCRIBE") != line.npos;
    });
  }));
}

}  // namespace
}  // namespace sluice::connectors
