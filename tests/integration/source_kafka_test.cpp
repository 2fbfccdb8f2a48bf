#include <gmock/gmock.h>

#include "tests/support/kafka_source_fixture.hpp"
#include "tests/support/numbers.hpp"

namespace sluice::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class KafkaBrokerSourceTest : public KafkaSourceFixture {};

TEST_F(KafkaBrokerSourceTest, HandsOverEveryByteAndWhenItWasWritten) {
  create_commands();
  const std::string binary("\0\xff\n", 3);
  constexpr std::int64_t written_at = 1'700'000'000'123;
  writer->write("commands", binary, binary, {{"bin", binary}, {"empty", ""}}, 0, written_at);
  writer->write("commands", "", "");
  writer->flush();
  const auto source = make();
  ASSERT_TRUE(receives(2));
  const Received& first = recorder.messages[0];
  EXPECT_EQ(first.topic, "commands");
  EXPECT_EQ(first.key, binary);
  EXPECT_EQ(first.payload, binary);
  EXPECT_THAT(first.headers, ElementsAre(Pair("bin", binary), Pair("empty", "")));
  EXPECT_EQ(first.published_at, WallTime{std::chrono::milliseconds{written_at}});
  const Received& second = recorder.messages[1];
  EXPECT_EQ(second.key, "");
  EXPECT_EQ(second.payload, "");
  EXPECT_THAT(second.headers, IsEmpty());
  EXPECT_GT(second.published_at, std::chrono::system_clock::now() - std::chrono::minutes{10});
  EXPECT_EQ(probe.up.value(), 1);
  EXPECT_EQ(probe.errors.value(), 0U);
}

TEST_F(KafkaBrokerSourceTest, CommitsWhatIsSettledWithAllBeforeItAndReadsTheRestAgain) {
  create_commands();
  write_numbers(0, 10);
  auto source = make();
  ASSERT_TRUE(receives(10));
  for (const int settled : {3, 1, 0, 7}) source->settle(recorder.messages[settled].ticket);
  ASSERT_TRUE(stop_and_close(*source));
  EXPECT_EQ(committed(), 2);
  source.reset();

  const auto next = make_other();
  ASSERT_TRUE(loop.run_until([&] { return other.messages.size() == 8; }));
  EXPECT_EQ(other.payloads().front(), "2");
  for (const Received& message : other.messages) next->settle(message.ticket);
  ASSERT_TRUE(stop_and_close(*next));
  EXPECT_EQ(committed(), 10);
}

TEST_F(KafkaBrokerSourceTest, TakesNothingWhilePausedAndGoesOnWhereItStopped) {
  create_commands(3);
  write_numbers(0, 500);
  const auto source = make();
  // From within on_message, where the return path does it: not one message too many.
  recorder.on_each = [&](const Received&) {
    if (recorder.messages.size() % 50 == 0) source->pause();
  };
  ASSERT_TRUE(receives(50));
  EXPECT_EQ(probe.paused.value(), 1);
  write_numbers(500, 500);
  settings.group = "witness";
  const auto witness = make_other();
  ASSERT_TRUE(loop.run_until([&] { return other.messages.size() == 1'000; }));
  EXPECT_EQ(recorder.messages.size(), 50U);

  for (std::size_t round = 2; round <= 20; ++round) {
    source->resume();
    EXPECT_EQ(probe.paused.value(), 0);
    ASSERT_TRUE(receives(round * 50));
    EXPECT_EQ(recorder.messages.size(), round * 50);
  }
  auto received = recorder.payloads();
  std::sort(received.begin(), received.end());
  auto expected = test::numbers(0, 1'000);
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(received, expected) << "each once";
}

TEST_F(KafkaBrokerSourceTest, CountsWhatTheBrokerStillHasForIt) {
  create_commands(2);
  write_numbers(0, 100);
  const auto source = make();
  EXPECT_EQ(probe.lag.value(), -1) << "not known yet";
  recorder.on_each = [&](const Received&) {
    if (recorder.messages.size() == 10) source->pause();
  };
  ASSERT_TRUE(loop.run_until([&] { return probe.lag.value() == 90; })) << probe.lag.value();
  source->resume();
  EXPECT_TRUE(loop.run_until([&] { return probe.lag.value() == 0; })) << probe.lag.value();
  EXPECT_EQ(recorder.messages.size(), 100U);
}

TEST_F(KafkaBrokerSourceTest, ReadsOnWhenTheBrokerIsBack) {
  create_commands();
  write_numbers(0, 100);
  const auto source = make();
  ASSERT_TRUE(receives(100));
  for (int i = 0; i < 60; ++i) source->settle(recorder.messages[i].ticket);
  writer.reset();
  broker->kill();
  ASSERT_TRUE(loop.run_until([&] { return probe.up.value() == 0; }));
  EXPECT_GT(probe.errors.value(), 0U);
  for (int i = 60; i < 100; ++i) source->settle(recorder.messages[i].ticket);
  broker->start();
  writer.emplace(broker->address());
  write_numbers(100, 100);
  ASSERT_TRUE(
      loop.run_until([&] { return recorder.payloads().back() == "199"; }, std::chrono::minutes{2}));
  for (const Received& message : recorder.messages) source->settle(message.ticket);
  ASSERT_TRUE(stop_and_close(*source));
  EXPECT_EQ(committed(), 200);
}

TEST_F(KafkaBrokerSourceTest, ReadsATopicThatIsCreatedLaterWhereItsExpressionFits) {
  test::create_topic(broker->address(), "cmd.first");
  test::create_topic(broker->address(), "other");
  test::produce(broker->address(), "cmd.first", "k", "1");
  settings.topics = {"^cmd\\.[a-z]+$", "later"};
  const auto source = make();
  ASSERT_TRUE(receives(1));
  EXPECT_GT(probe.errors.value(), 0U) << "a topic that is named has to be there";
  for (const std::string topic : {"cmd.second", "later"}) {
    test::create_topic(broker->address(), topic);
    test::produce(broker->address(), topic, "k", topic);
  }
  test::produce(broker->address(), "other", "k", "not for us");
  ASSERT_TRUE(receives(3));
  auto received = recorder.payloads();
  std::sort(received.begin(), received.end());
  EXPECT_THAT(received, ElementsAre("1", "cmd.second", "later"));
}

}  // namespace
}  // namespace sluice::connectors
