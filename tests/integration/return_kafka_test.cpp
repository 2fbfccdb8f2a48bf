#include <csignal>

#include "tests/integration/return_fixture.hpp"
#include "tests/support/event_stream.hpp"
#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_broker.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/support/kafka_writer.hpp"

// The way back from a real Apache Kafka.
namespace sluice::test {
namespace {

using testing::Contains;
using testing::ElementsAreArray;
using testing::Key;
using testing::Pair;

class ReturnKafkaTest : public ReturnFixture {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(KafkaBroker);
    ReturnFixture::SetUp();
    if (IsSkipped()) return;
    kafka.emplace();
    create_topic(kafka->address(), "commands", 4);
    create_topic(kafka->address(), "dead");
    writer.emplace(kafka->address());
    ann->subscribe("private-orders");
  }

  GatewayProcess& start(const std::string& config, double channels) {
    return ReturnFixture::start(config, channels, {{"KAFKA", kafka->address()}});
  }

  /// `{"n":FROM}` to `{"n":LAST}` under one key, hence in one partition.
  void produce_numbers(int from, int last) {
    for (int n = from; n <= last; ++n) {
      writer->write("commands", "orders", nlohmann::json{{"n", n}}.dump());
    }
    writer->flush();
  }

  void produce(std::string_view payload, const std::map<std::string, std::string>& headers) {
    writer->write("commands", "k", payload, headers);
    writer->flush();
  }

  std::optional<KafkaBroker> kafka;
  std::optional<KafkaWriter> writer;
};

const std::string commands_to_market =
    market("[private-orders]", {"client_events: {rate: 50, burst: 1}"}) + R"(
sinks:
  log: {type: kafka, brokers: ["${KAFKA}"]}
sources:
  commands: {type: kafka, brokers: ["${KAFKA}"], group: sluice, topics: [commands], start: earliest, properties: {session.timeout.ms: 6000}}
returns:
  - {name: numbers, from: commands, match: {key: orders}, to: market, channel: "private-{key}", event: number}
  - {name: typed, from: commands, match: {headers: {type: "*"}}, to: market, channel: private-orders, event: "{header:type}-{json:/order/id}",
     dead_letter: {to: log, topic: dead}}
)";

TEST_F(ReturnKafkaTest, MakesEventsOfKeysHeadersAndFields) {
  auto& gateway = start(commands_to_market, 1);
  produce(R"({"order": {"id": 12345678901234567890}})", {{"type", "placed"}});
  const auto event = ann->wait_event("client-placed-12345678901234567890");
  EXPECT_EQ(event.channel, "private-orders");
  gateway.wait_metric("sluice_return_events_sent_total", {{"return", "typed"}}, 1);
}

TEST_F(ReturnKafkaTest, TakesNoTimeFromTheOutboxesWhenItsBrokerHangs) {
  auto& gateway = start(market("[private-orders]") + R"(
drain_timeout: 5s
sinks:
  floor: {type: mqtt, url: "${MQTT}"}
routes: [{to: floor, topic: out}]
sources:
  commands: {type: kafka, brokers: ["${KAFKA}"], group: sluice, topics: [commands]}
returns:
  - {from: commands, to: market, channel: private-orders, event: number}
)",
                        1);
  EventStream stream{*server, {"private-orders"}};
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 10);
  kafka->process().signal(SIGSTOP);
  EXPECT_EQ(gateway.terminate(), 0);
  EXPECT_THAT(gateway.log(), Contains(testing::HasSubstr("stopped: every record has its outcome")));
  kafka->process().signal(SIGCONT);
}

TEST_F(ReturnKafkaTest, PutsWhatCanNeverBeSentOnTheDeadLetterTopic) {
  auto& gateway = start(commands_to_market, 1);
  produce("not even JSON", {{"type", "placed"}, {"trace", "7"}});
  KafkaListener dead{kafka->address(), {"dead"}};
  const auto record = dead.wait_records(1).front();
  EXPECT_EQ(record.key, "k");
  EXPECT_EQ(record.payload, "not even JSON");
  EXPECT_THAT(record.headers, Contains(Pair("sluice-reason", "missing_field")));
  EXPECT_THAT(record.headers, Contains(Pair("sluice-return", "typed")));
  EXPECT_THAT(record.headers, Contains(Pair("sluice-topic", "commands")));
  EXPECT_THAT(record.headers, Contains(Pair("trace", "7")));
  EXPECT_THAT(record.headers, Contains(Key("sluice-detail")));
  gateway.wait_metric("sluice_return_dead_lettered_total", {{"reason", "missing_field"}}, 1);
}

TEST_F(ReturnKafkaTest, SendsAgainWhatWasInDoubtWhenItWasKilled) {
  auto* gateway = &start(commands_to_market, 1);
  constexpr int last = 60;
  produce_numbers(1, last);
  wait_numbers("private-orders", 20);
  gateway->process().signal(SIGKILL);
  gateway->process().wait_exit();
  start(commands_to_market, 1);
  EXPECT_THAT(without_repetitions(wait_numbers("private-orders", last)),
              ElementsAreArray(up_to(last)));
}

TEST_F(ReturnKafkaTest, SendsNothingTwiceAfterAnOrderlyRestart) {
  auto* gateway = &start(commands_to_market, 1);
  constexpr int last = 60;
  produce_numbers(1, last);
  wait_numbers("private-orders", 20);
  EXPECT_EQ(gateway->terminate(), 0);
  start(commands_to_market, 1);
  EXPECT_THAT(wait_numbers("private-orders", last), ElementsAreArray(up_to(last)));
}

TEST_F(ReturnKafkaTest, LosesNothingWhileTwoGatewaysShareAGroup) {
  auto& first = start(commands_to_market, 1);
  constexpr int last = 80;
  produce_numbers(1, last / 2);
  wait_numbers("private-orders", 10);
  auto& second = start(commands_to_market, 1);
  produce_numbers(last / 2 + 1, last);
  wait_numbers("private-orders", 50);
  EXPECT_EQ(first.terminate(), 0);
  wait_numbers("private-orders", last);
  EXPECT_EQ(second.terminate(), 0) << testing::PrintToString(second.log());
}

}  // namespace
}  // namespace sluice::test
