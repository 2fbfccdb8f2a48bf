#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/caller.hpp"
#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/support/stage_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

// Records that a broker refuses, by real brokers' word, and where their dead letters arrive.
namespace sluice::test {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::Contains;
using testing::Key;
using testing::Pair;

const std::map<std::string, std::string> tiny{{"max.message.bytes", "300"}};
const std::map<std::string, std::string> small{{"max.message.bytes", "900"}};
const std::string large(1000, 'x');

class DeadLetterTest : public StageFixture {
 protected:
  void SetUp() override {
    StageFixture::SetUp();
    SLUICE_REQUIRE_PART(KafkaBroker);
    if (IsSkipped()) return;
    stage.key("shards: 1");
    stage.connection("market").channels("trades").signs();
    stage.kafka("log");
    create_topic(address(), "tiny", 1, tiny);
  }
  [[nodiscard]] std::string address() { return stage.kafka_broker().address(); }
  void dead_letters(const std::string& topic_and_sink) {
    stage.route("log", "tiny")
        .with("headers: {event: \"{event}\"}")
        .with("dead_letter: " + topic_and_sink);
  }
  void expect_dead_lettered(GatewayProcess& gateway, double count,
                            std::source_location caller = std::source_location::current()) {
    const auto trace = called_from(caller);
    gateway.wait_metric("sluice_records_total", {{"sink", "log"}, {"outcome", "dead_lettered"}},
                        count);
    EXPECT_EQ(gateway.metric("sluice_records_total", {{"outcome", "rejected"}}), 0);
  }
};

TEST_F(DeadLetterTest, ARecordTooLargeForItsTopicArrivesInTheDeadLetterTopicWithItsHeaders) {
  create_topic(address(), "dead");
  dead_letters("{to: log, topic: dead}");
  GatewayProcess& gateway = stage.start();
  stage.publisher().trigger("trades", "tick", "fits");
  stage.publisher().trigger("trades", "tick", large);
  stage.publisher().trigger("trades", "tick", "fits, too");
  KafkaListener reader{address(), {"dead", "tiny"}};
  KafkaRecord letter;
  std::vector<std::string> in_time;
  for (const auto& record : reader.wait_records(3, within(start_time))) {
    if (record.topic == "dead") letter = record;
    if (record.topic == "tiny") in_time.push_back(record.payload.value());
  }
  EXPECT_THAT(in_time, testing::ElementsAre("fits", "fits, too"));
  EXPECT_EQ(letter.key, "trades");
  EXPECT_EQ(letter.payload, large);
  EXPECT_THAT(letter.headers,
              AllOf(Contains(Pair("event", "tick")), Contains(Pair("sluice-reason", "too_large")),
                    Contains(Pair("sluice-topic", "tiny")), Contains(Pair("sluice-sink", "log")),
                    Contains(Pair("sluice-origin", "sluice")), Contains(Key("sluice-detail")),
                    Contains(Key("sluice-time"))));
  expect_dead_lettered(gateway, 1);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(DeadLetterTest, ALetterTooLargeForItsOwnTopicIsCut) {
  create_topic(address(), "dead", 1, small);
  dead_letters("{to: log, topic: dead}");
  GatewayProcess& gateway = stage.start();
  stage.publisher().trigger("trades", "tick", large);
  KafkaListener reader{address(), {"dead"}};
  const KafkaRecord letter = reader.wait_records(1, within(start_time)).front();
  EXPECT_THAT(letter.headers, Contains(Pair("sluice-truncated", "1000")));
  EXPECT_EQ(letter.payload, large.substr(0, 500));
  expect_dead_lettered(gateway, 1);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(DeadLetterTest, ALetterOfMqtt5HasUserPropertiesAndOneOfMqtt311IsAnObject) {
  stage.mqtt("floor").with("version: 5");
  stage.mqtt("old").with("version: \"3.1.1\"");
  dead_letters("{to: floor, topic: dead/five}");
  dead_letters("{to: old, topic: dead/three}");
  GatewayProcess& gateway = stage.start();
  stage.publisher().trigger("trades", "tick", large);
  const auto letters = stage.listener().wait_messages(2, within(start_time));
  for (const auto& letter : letters) {
    const bool is_five = letter.topic == "dead/five";
    const json facts =
        is_five ? letter.properties.at("userProperties") : json::parse(letter.payload);
    const std::string prefix = is_five ? "sluice-" : "";
    EXPECT_EQ(facts.at(prefix + "reason"), "too_large");
    EXPECT_EQ(facts.at(prefix + "topic"), "tiny");
    EXPECT_EQ(facts.at(prefix + "key"), "trades");
    EXPECT_EQ(is_five ? json(letter.payload) : facts.at("payload"), large);
  }
  EXPECT_NE(letters[0].topic, letters[1].topic);
  expect_dead_lettered(gateway, 2);
  EXPECT_EQ(gateway.terminate(), 0);
}

/// The broker refuses the record only after a kill: the record's frame in the journal has to know
/// its dead-letter topic.
TEST_F(DeadLetterTest, ARecordOutOfTheJournalStillGetsItsLetter) {
  TemporaryFolder folder;
  stage.key("journal: {path: \"" + (folder.path() / "journal").string() +
            "\", segment_bytes: 1MiB}");
  stage.ready("{sinks: none}");
  stage.mqtt("floor").with("version: 5");
  dead_letters("{to: floor, topic: dead}");
  stage.kafka_broker().stop();
  {
    GatewayProcess& gateway = stage.start();
    stage.publisher().trigger("trades", "tick", large);
    gateway.wait_metric("sluice_journal_written_total", {}, 1);
    gateway.process().signal(SIGKILL);
    gateway.process().wait_exit();
  }
  stage.kafka_broker().start();
  GatewayProcess& gateway = stage.start();
  const auto letter = stage.listener().wait_messages(1, within(start_time)).front();
  EXPECT_EQ(letter.payload, large);
  EXPECT_EQ(letter.properties.at("userProperties").at("sluice-topic"), "tiny");
  expect_dead_lettered(gateway, 1);
  EXPECT_EQ(gateway.metric("sluice_journal_recovered_total", {{"sink", "log"}}), 1);
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
