#include <csignal>

#include "tests/integration/return_fixture.hpp"
#include "tests/support/event_stream.hpp"
#include "tests/support/kafka_admin.hpp"
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
    create_topic(kafka(), "commands", 4);
    create_topic(kafka(), "dead");
    writer.emplace(kafka());
    ann->subscribe("private-orders");
  }

  std::string kafka() { return stage.kafka_broker().address(); }

  GatewayProcess& start_commands_to_market(int rate = 50) {
    market("private-orders").with("client_events: {rate: " + std::to_string(rate) + ", burst: 1}");
    stage.kafka("log");
    stage.kafka_source("commands", "commands")
        .with("group: sluice, start: earliest, properties: {session.timeout.ms: 6000}");
    stage.way_back("commands", "market")
        .with(R"(name: numbers, match: {key: orders}, channel: "private-{key}", event: number)");
    stage.way_back("commands", "market")
        .with(R"(name: typed, match: {headers: {type: "*"}}, channel: private-orders)")
        .with(R"(event: "{header:type}-{json:/order/id}", dead_letter: {to: log, topic: dead})");
    return stage.start();
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

  std::optional<KafkaWriter> writer;
};

TEST_F(ReturnKafkaTest, MakesEventsOfKeysHeadersAndFields) {
  GatewayProcess& gateway = start_commands_to_market();
  produce(R"({"order": {"id": 12345678901234567890}})", {{"type", "placed"}});
  const auto event = ann->wait_event("client-placed-12345678901234567890");
  EXPECT_EQ(event.channel, "private-orders");
  gateway.wait_metric("sluice_return_events_sent_total", {{"return", "typed"}}, 1);
}

TEST_F(ReturnKafkaTest, TakesNoTimeFromTheOutboxesWhenItsBrokerHangs) {
  stage.key("drain_timeout: 5s");
  market("private-orders");
  stage.mqtt("floor");
  stage.route("floor", "out");
  stage.kafka_source("commands", "commands").with("group: sluice");
  stage.way_back("commands", "market").with("channel: private-orders, event: number");
  GatewayProcess& gateway = stage.start();
  EventStream stream{stage.server(), {"private-orders"}};
  gateway.wait_metric("sluice_records_total", {{"outcome", "delivered"}}, 10);
  stage.kafka_broker().process().signal(SIGSTOP);
  EXPECT_EQ(gateway.terminate(), 0);
  EXPECT_THAT(gateway.log(), Contains(testing::HasSubstr("stopped: every record has its outcome")));
  stage.kafka_broker().process().signal(SIGCONT);
}

TEST_F(ReturnKafkaTest, PutsWhatCanNeverBeSentOnTheDeadLetterTopic) {
  GatewayProcess& gateway = start_commands_to_market();
  produce("not even JSON", {{"type", "placed"}, {"trace", "7"}});
  KafkaListener dead{kafka(), {"dead"}};
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
  GatewayProcess& gateway = start_commands_to_market();
  constexpr int last = 60;
  produce_numbers(1, last);
  wait_numbers("private-orders", 20);
  gateway.process().signal(SIGKILL);
  gateway.process().wait_exit();
  stage.start();
  EXPECT_THAT(without_repetitions(wait_numbers("private-orders", last)),
              ElementsAreArray(up_to(last)));
}

TEST_F(ReturnKafkaTest, SendsNothingTwiceAfterAnOrderlyRestart) {
  GatewayProcess& gateway = start_commands_to_market();
  constexpr int last = 60;
  produce_numbers(1, last);
  wait_numbers("private-orders", 20);
  EXPECT_EQ(gateway.terminate(), 0);
  stage.start();
  EXPECT_THAT(wait_numbers("private-orders", last), ElementsAreArray(up_to(last)));
}

TEST_F(ReturnKafkaTest, SaysThatWhatItHasNotSentWillComeAgain) {
  stage.key("drain_timeout: 500ms");
  GatewayProcess& gateway = start_commands_to_market(1);
  constexpr int last = 20;
  produce_numbers(1, last);
  wait_number("private-orders", 1);
  gateway.wait_metric("sluice_source_pending", {{"source", "commands"}}, 2);
  EXPECT_EQ(gateway.terminate(), 0) << "the broker has them";
  EXPECT_THAT(gateway.log(), Contains(testing::AllOf(
                                 testing::HasSubstr("messages not sent back: they will come again"),
                                 testing::HasSubstr("source=commands"))));
  EXPECT_THAT(gateway.log(), Contains(testing::HasSubstr("stopped: every record has its outcome")));
}

TEST_F(ReturnKafkaTest, LosesNothingWhileTwoGatewaysShareAGroup) {
  GatewayProcess& first = start_commands_to_market();
  constexpr int last = 80;
  produce_numbers(1, last / 2);
  wait_numbers("private-orders", 10);
  GatewayProcess& second = stage.start();
  produce_numbers(last / 2 + 1, last);
  wait_numbers("private-orders", 50);
  EXPECT_EQ(first.terminate(), 0);
  wait_numbers("private-orders", last);
  EXPECT_EQ(second.terminate(), 0) << testing::PrintToString(second.log());
}

TEST_F(ReturnKafkaTest, AReturnThatChangesWhileMessagesComeLosesNone) {
  constexpr int batch = 100;
  const auto configure = [this](const std::string& event) {
    stage.clear();
    market("private-orders").with("client_events: {rate: 10000, burst: 10000}");
    stage.kafka_source("commands", "commands").with("group: sluice, start: earliest");
    stage.way_back("commands", "market").with("channel: private-orders, event: " + event);
  };
  configure("first");
  GatewayProcess& gateway = stage.start();
  produce_numbers(1, batch);
  configure("second");
  stage.rewrite();
  produce_numbers(batch + 1, 2 * batch);
  const auto answer = gateway.post("/api/v1/reload", within(start_time));
  EXPECT_EQ(answer.status, 200) << answer.body;
  produce_numbers(2 * batch + 1, 3 * batch);
  const auto numbers = wait_numbers("private-orders", 3 * batch);
  EXPECT_THAT(without_repetitions(numbers), ElementsAreArray(up_to(3 * batch)));
  EXPECT_EQ(ann->wait_event("client-second").channel, "private-orders");
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
