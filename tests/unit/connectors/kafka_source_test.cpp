#include "connectors/kafka/kafka_source.hpp"

#include <gmock/gmock.h>

#include <optional>
#include <stdexcept>

#include "tests/support/source_fixture.hpp"
#include "tests/unit/connectors/mock_kafka.hpp"

namespace sluice::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// How a group shares out its partitions is tested on a real broker: integration/source_kafka*.
class KafkaSourceTest : public SourceFixture {
 protected:
  KafkaSourceTest() {
    settings.brokers = {kafka.brokers()};
    settings.group = "sluice";
    settings.topics = {"commands"};
    settings.start = KafkaStart::earliest;
    set("reconnect.backoff.max.ms", "200");
    kafka.create_topic("commands", 1);
  }

  void set(const std::string& property, const std::string& value) {
    settings.properties[property] = config::Secret{value};
  }
  std::unique_ptr<Source> make() { return watched(make_kafka_source(settings, context())); }

  MockKafka kafka;
  KafkaSourceSettings settings;
};

TEST_F(KafkaSourceTest, IsNotTakenForDeadHoweverLongItIsPaused) {
  produce(kafka.brokers(), "commands", 0, {"0", "1", "2"});
  set("heartbeat.interval.ms", "300");
  set("session.timeout.ms", "3000");
  set("max.poll.interval.ms", "3000");
  const auto source = make();
  recorder.on_each = [&](const Received&) { source->pause(); };
  ASSERT_TRUE(receives(1));
  bool waited = false;
  const auto wait = loop.after(Duration{7000}, [&] { waited = true; });
  ASSERT_TRUE(loop.run_until([&] { return waited; }));
  EXPECT_EQ(probe.errors.value(), 0U);
  EXPECT_TRUE(recorder.withdrawn.empty());
  recorder.on_each = [](const Received&) {};
  source->resume();
  ASSERT_TRUE(receives(3));
  EXPECT_THAT(recorder.payloads(), ElementsAre("0", "1", "2"));
}

TEST_F(KafkaSourceTest, APartitionThatIsHeldWaitsAndTheOthersGoOn) {
  kafka.create_topic("halves", 2);
  settings.topics = {"halves"};
  produce(kafka.brokers(), "halves", 0, {"a0"});
  const auto source = make();
  recorder.on_each = [&](const Received& one) {
    if (one.payload.starts_with('a')) source->hold(one.ticket, 7);
  };
  ASSERT_TRUE(receives(1));
  produce(kafka.brokers(), "halves", 0, {"a1", "a2"});
  produce(kafka.brokers(), "halves", 1, {"b0", "b1"});
  ASSERT_TRUE(receives(3));
  EXPECT_THAT(recorder.payloads(), ElementsAre("a0", "b0", "b1"));
  recorder.on_each = [](const Received&) {};
  source->release(7);
  ASSERT_TRUE(receives(5));
  EXPECT_THAT(recorder.payloads(), ElementsAre("a0", "b0", "b1", "a1", "a2"));
}

TEST_F(KafkaSourceTest, OneMessageThatIsNeverSettledHoldsUpItsPartitionInTheEnd) {
  kafka.create_topic("halves", 2);
  settings.topics = {"halves"};
  std::vector<std::string> payloads;
  for (int i = 0; i < 12'000; ++i) payloads.push_back(std::to_string(i));
  produce(kafka.brokers(), "halves", 0, payloads);
  const auto source = make();
  std::optional<Ticket> stuck;
  recorder.on_each = [&](const Received& one) {
    if (stuck) {
      source->settle(one.ticket);
    } else {
      stuck = one.ticket;
    }
  };
  ASSERT_TRUE(receives(10'000));
  produce(kafka.brokers(), "halves", 1, {"other"});
  ASSERT_TRUE(receives(10'001));
  EXPECT_EQ(recorder.payloads().back(), "other");
  source->settle(*stuck);
  ASSERT_TRUE(receives(12'001));
  payloads.insert(payloads.begin() + 10'000, "other");
  EXPECT_EQ(recorder.payloads(), payloads);
}

TEST_F(KafkaSourceTest, SaysWhatItMayNotReadAndGoesOnTrying) {
  produce(kafka.brokers(), "commands", 0, {"0"});
  kafka.fail_fetch_requests({RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  const auto source = make();
  const std::string lines = log_until([&] { return probe.errors.value() > 0; });
  EXPECT_THAT(lines, HasSubstr("kafka refuses the source"));
  EXPECT_THAT(lines, HasSubstr("source=commands"));
  EXPECT_THAT(lines, HasSubstr("authorization failed"));
  EXPECT_TRUE(receives(1));
}

TEST_F(KafkaSourceTest, TakesLeaveOfABrokerThatIsNotThere) {
  produce(kafka.brokers(), "commands", 0, {"0", "1"});
  const auto source = make();
  ASSERT_TRUE(receives(2));
  kafka.broker_down();
  ASSERT_TRUE(loop.run_until([&] { return probe.up.value() == 0; }));
  source->settle(recorder.messages[0].ticket);
  EXPECT_TRUE(stop_and_close(*source));
  EXPECT_THAT(recorder.withdrawn, ElementsAre(recorder.messages[1].ticket.sequence));
}

TEST_F(KafkaSourceTest, BeginsWithANewGroupAtTheEndUnlessToldOtherwise) {
  settings.start = KafkaSourceSettings{}.start;
  produce(kafka.brokers(), "commands", 0, {"old"});
  const auto source = make();
  // Where the end is shows only in what comes after it.
  ASSERT_TRUE(loop.run_until([&] {
    if (probe.up.value() == 1) produce(kafka.brokers(), "commands", 0, {"new"});
    return !recorder.messages.empty();
  }));
  EXPECT_EQ(recorder.messages.front().payload, "new");
}

TEST_F(KafkaSourceTest, NamesThePropertyItCannotBeMadeWith) {
  set("ssl.ca.location", "/nowhere/ca.pem");
  set("security.protocol", "ssl");
  EXPECT_THAT([&] { std::ignore = make(); },
              ThrowsMessage<std::runtime_error>(HasSubstr("ssl.ca.location")));
}

}  // namespace
}  // namespace sluice::connectors
