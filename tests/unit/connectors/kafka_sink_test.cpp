#include <gmock/gmock.h>

#include <map>

#include "tests/unit/connectors/java_partitions.hpp"
#include "tests/unit/connectors/kafka_sink_fixture.hpp"

namespace sluice::connectors {
namespace {

using test::first_appearances;
using test::numbers;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Pair;

class KafkaSinkTest : public KafkaSinkFixture {};

TEST_F(KafkaSinkTest, WritesKeyPayloadAndHeadersByteForByte) {
  kafka.create_topic("bytes", 1);
  const auto sink = make();
  const std::string binary("\0\xff\n", 3);
  const std::array<Header, 2> headers{{{"ce_type", "trade"}, {"empty", ""}}};
  offer(*sink, "bytes", binary, binary);
  offer(*sink, "bytes", "key", "with headers", headers);
  offer(*sink, "bytes", "", "");
  ASSERT_TRUE(drained());
  const auto found = consume(kafka.brokers(), "bytes", 1, 3);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].key, binary);
  EXPECT_EQ(found[0].payload, binary);
  EXPECT_THAT(found[1].headers, ElementsAre(Pair("ce_type", "trade"), Pair("empty", "")));
  EXPECT_EQ(found[1].payload, "with headers");
  EXPECT_FALSE(found[2].has_key);
  EXPECT_TRUE(found[2].has_payload) << "an empty payload must not become a tombstone";
}

TEST_F(KafkaSinkTest, GivesARecordTheTimeOfTheEventsArrival) {
  kafka.create_topic("timed", 1);
  const auto sink = make();
  const WallTime arrival{std::chrono::milliseconds{1'700'000'000'123}};
  const std::array<Header, 1> headers{{{"a", "b"}}};
  offer(*sink, "timed", "k", "v", {}, {.received_at = arrival});
  offer(*sink, "timed", "k", "v", headers,
        {.received_at = arrival + std::chrono::microseconds{1'999}});
  ASSERT_TRUE(drained());
  const auto found = consume(kafka.brokers(), "timed", 1, 2);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].timestamp, 1'700'000'000'123);
  EXPECT_EQ(found[1].timestamp, 1'700'000'000'124);
}

TEST_F(KafkaSinkTest, SaysWhatAPayloadIsInTheContentTypeHeader) {
  kafka.create_topic("typed", 1);
  const auto sink = make();
  const std::array<Header, 1> headers{{{"a", "b"}}};
  offer(*sink, "typed", "k", "{}", headers, {.content_type = ContentType::cloud_event});
  offer(*sink, "typed", "k", "1", {}, {.content_type = ContentType::json});
  ASSERT_TRUE(drained());
  const auto found = consume(kafka.brokers(), "typed", 1, 2);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_THAT(found[0].headers,
              ElementsAre(Pair("content-type", "application/cloudevents+json; charset=utf-8"),
                          Pair("a", "b")));
  EXPECT_THAT(found[1].headers, ElementsAre(Pair("content-type", "application/json")));
}

TEST_F(KafkaSinkTest, WritesATombstoneForAStateThatEnds) {
  kafka.create_topic("members", 1);
  const auto sink = make();
  offer(*sink, "members", "ann", "{}", {}, {.change = Change::upsert});
  offer(*sink, "members", "ann", "", {}, {.change = Change::remove});
  ASSERT_TRUE(drained());
  const auto found = consume(kafka.brokers(), "members", 1, 2);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].payload, "{}");
  EXPECT_FALSE(found[1].has_payload);
  EXPECT_EQ(found[1].key, "ann");
}

TEST_F(KafkaSinkTest, KeepsTheOrderOfEachKey) {
  kafka.create_topic("ordered", 4);
  const auto sink = make();
  for (int i = 0; i < 5'000; ++i) {
    offer(*sink, "ordered", "k" + std::to_string(i % 11), std::to_string(i));
  }
  ASSERT_TRUE(drained());
  std::map<std::string, int> last;
  const auto found = consume(kafka.brokers(), "ordered", 4, 5'000);
  EXPECT_EQ(found.size(), 5'000U);
  for (const Consumed& message : found) {
    const int number = std::stoi(message.payload);
    const auto [previous, first] = last.try_emplace(message.key, number);
    if (first) continue;
    EXPECT_LT(previous->second, number) << message.key;
    previous->second = number;
  }
}

TEST_F(KafkaSinkTest, PutsAKeyIntoThePartitionThatJavaClientsChoose) {
  kafka.create_topic("partitioned", 100);
  const auto sink = make();
  for (const auto& [key, hash] : murmur2_vectors) offer(*sink, "partitioned", key, "x");
  ASSERT_TRUE(drained());
  const auto found = consume(kafka.brokers(), "partitioned", 100, murmur2_vectors.size());
  EXPECT_EQ(found.size(), murmur2_vectors.size());
  for (const Consumed& message : found) {
    EXPECT_EQ(message.partition, java_partition(murmur2_vectors.at(message.key), 100))
        << message.key;
  }
}

TEST_F(KafkaSinkTest, SaysFullAndLaterReadyWhenTheClientQueueFills) {
  set("queue.buffering.max.messages", "10");
  const auto sink = make();
  // Of one topic only the first record of a partition would be accepted.
  for (const auto& topic : numbers(0, 10)) {
    ASSERT_EQ(submit(*sink, topic, "k", "v"), Admission::accepted);
  }
  EXPECT_EQ(submit(*sink, "trades", "k", "v"), Admission::full);
  const int before = recorder.ready;
  EXPECT_TRUE(
      loop.run_until([&] { return recorder.ready > before && recorder.outcomes.size() > 0; }));
  EXPECT_EQ(submit(*sink, "trades", "k", "v"), Admission::accepted);
  EXPECT_TRUE(all_settled());
}

TEST_F(KafkaSinkTest, LeavesAllButAWindowOfRecordsToAnOutboxThatDropsTheOldest) {
  kafka.create_topic("trades", 1);
  settings.queue_records = 10;
  outbox_settings.max_records = 50;
  const auto sink = make();
  offer(*sink, "trades", "k", "first");
  ASSERT_TRUE(drained());
  kafka.broker_down();
  for (const auto& number : numbers(0, 200)) offer(*sink, "trades", "k", number);
  const auto with_client = static_cast<int>(outbox_probe.in_flight.value());
  EXPECT_THAT(with_client, AllOf(Ge(1), Le(10)));
  EXPECT_EQ(dropped(relay::DropReason::outbox_full_oldest), 150U);
  EXPECT_EQ(dropped(relay::DropReason::outbox_full_newest), 0U);
  kafka.broker_up();
  ASSERT_TRUE(drained());
  EXPECT_EQ(delivered(), 51U);
  std::vector<std::string> kept = numbers(0, with_client);
  for (const auto& number : numbers(150 + with_client, 200)) kept.push_back(number);
  kept.insert(kept.begin(), "first");
  EXPECT_EQ(first_appearances(payloads("trades", 51)), kept);
}

TEST_F(KafkaSinkTest, TakesABoundedNumberOfReportsInOneTurn) {
  settings.linger = config::Duration{200};
  const auto sink = make();
  for (int i = 0; i < 5'000; ++i) offer(*sink, "t", "k", "v");
  std::size_t most = 0;
  ASSERT_TRUE(loop.run_until([&, before = std::size_t{0}]() mutable {
    most = std::max(most, recorder.outcomes.size() - before);
    before = recorder.outcomes.size();
    return outbox->drained();
  }));
  EXPECT_TRUE(recorder.settled_exactly(5'000));
  EXPECT_LE(most, 500U);
}

TEST_F(KafkaSinkTest, RejectsWhatIsTooLargeWithoutKeepingIt) {
  set("message.max.bytes", "2000");
  const auto sink = make();
  EXPECT_EQ(submit(*sink, "trades", "k", std::string(3000, 'x')), Admission::rejected);
  EXPECT_EQ(submit(*sink, "trades", "k", "small"), Admission::accepted);
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(recorder.count(Outcome::delivered), 1U);
}

TEST_F(KafkaSinkTest, SaysThatItMayNotWriteToATopic) {
  const auto sink = make();
  kafka.fail_produce_requests({RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED});
  submit(*sink, "secret", "k", "v");
  ASSERT_TRUE(all_settled());
  EXPECT_THAT(recorder.rejections, ElementsAre(RejectionCode::not_authorized));
  submit(*sink, "trades", "k", "v");
  ASSERT_TRUE(all_settled());
  EXPECT_EQ(recorder.count(Outcome::delivered), 1U);
}

TEST_F(KafkaSinkTest, RejectsAnUnknownTopicAfterItsGrace) {
  settings.unknown_topic_grace = config::Duration{100};
  kafka.fail_topic("nowhere", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const auto sink = make();
  const std::array<Header, 1> headers{{{"a", "b"}}};
  offer(*sink, "nowhere", "k", "v", headers);
  ASSERT_TRUE(drained());
  EXPECT_THAT(recorder.rejections, ElementsAre(RejectionCode::unknown_topic));
  // Known not to exist by now: refused at once, with and without headers.
  EXPECT_EQ(submit(*sink, "nowhere", "k", "v", headers), Admission::rejected);
  EXPECT_EQ(submit(*sink, "nowhere", "k", "v"), Admission::rejected);
}

TEST_F(KafkaSinkTest, LosesNothingWhenItsProducerFailsFatally) {
  kafka.create_topic("trades", 1);
  const auto sink = make();
  offer(*sink, "trades", "k", "0");
  ASSERT_TRUE(drained());
  EXPECT_EQ(probe.up.value(), 1);
  recorder.on_each_loss = [&] { EXPECT_EQ(probe.up.value(), 0) << "there is no producer"; };
  kafka.fail_produce_requests({RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER});
  for (int i = 1; i < 500; ++i) offer(*sink, "trades", "k", std::to_string(i));
  const std::string lines = log_until([&] { return outbox->drained(); });
  EXPECT_THAT(lines, HasSubstr("kafka producer is replaced"));
  for (int i = 500; i < 600; ++i) {
    offer(*sink, "trades", "k", std::to_string(i));
  }
  ASSERT_TRUE(drained());
  EXPECT_EQ(recorder.losses, 1);
  EXPECT_EQ(probe.up.value(), 1);
  EXPECT_TRUE(recorder.settled_exactly(600));
  EXPECT_EQ(delivered(), 600U);
  EXPECT_EQ(first_appearances(payloads("trades", 600)), numbers(0, 600));
  EXPECT_GT(probe.errors.value(), 0U);
}

TEST_F(KafkaSinkTest, SendsAgainWhatFailedForAReasonThatMayPass) {
  kafka.create_topic("trades", 1);
  const auto sink = make();
  kafka.fail_produce_requests({RD_KAFKA_RESP_ERR_UNKNOWN});
  for (int i = 0; i < 100; ++i) offer(*sink, "trades", "k", std::to_string(i));
  const std::string lines = log_until([&] { return outbox->drained(); });
  EXPECT_THAT(lines, ContainsRegex("kafka producer is replaced.* topic=trades"));
  EXPECT_EQ(delivered(), 100U);
  EXPECT_EQ(first_appearances(payloads("trades", 100)), numbers(0, 100));
}

}  // namespace
}  // namespace sluice::connectors
