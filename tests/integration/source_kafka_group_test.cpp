#include <gmock/gmock.h>

#include <set>

#include "tests/support/kafka_source_fixture.hpp"

namespace sluice::connectors {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class KafkaBrokerGroupTest : public KafkaSourceFixture {
 protected:
  /// Settles all that can be, and remembers it.
  void settle_open(Source& source, const SourceRecorder& listener) {
    const std::set<std::uint64_t> gone(listener.withdrawn.begin(), listener.withdrawn.end());
    for (const Received& message : listener.messages) {
      if (gone.contains(message.ticket.sequence)) continue;
      source.settle(message.ticket);
      settled.insert(message.payload);
    }
  }

  std::set<std::string> settled;
};

TEST_F(KafkaBrokerGroupTest, IsSentAgainWhatAKilledMemberHadNotSettled) {
  create_commands();
  write_numbers(0, 100);
  set("session.timeout.ms", "6000");
  auto killed = make();
  ASSERT_TRUE(receives(100));
  for (int i = 0; i < 30; ++i) killed->settle(recorder.messages[i].ticket);
  killed.reset();
  const auto source = make_other();
  ASSERT_TRUE(loop.run_until(
      [&] { return !other.messages.empty() && other.messages.back().payload == "99"; },
      std::chrono::minutes{1}));
  const int first = std::stoi(other.messages.front().payload);
  EXPECT_LE(first, 30) << "what was settled and not yet committed may come again";
  EXPECT_EQ(other.messages.size(), 100U - static_cast<std::size_t>(first));
}

TEST_F(KafkaBrokerGroupTest, LeavesAtOnceWhenItIsClosed) {
  create_commands();
  write_numbers(0, 10);
  const auto source = make();
  ASSERT_TRUE(receives(10));
  ASSERT_TRUE(stop_and_close(*source));
  EXPECT_EQ(recorder.withdrawn.size(), 10U) << "the bytes of what is unsettled are gone";
  const auto next = make_other();
  // Far less than the 45 seconds after which a member counts as dead.
  ASSERT_TRUE(
      loop.run_until([&] { return other.messages.size() == 10; }, std::chrono::seconds{20}));
}

class KafkaBrokerStrategyTest : public KafkaBrokerGroupTest,
                                public ::testing::WithParamInterface<const char*> {};

TEST_P(KafkaBrokerStrategyTest, LosesNothingWhenASecondMemberComesAndTheFirstLeaves) {
  create_commands(4);
  const auto write = [&](int from) {
    for (int i = from; i < from + 400; ++i) {
      writer->write("commands", "k", std::to_string(i), {}, i % 4);
    }
    writer->flush();
  };
  write(0);
  set("partition.assignment.strategy", GetParam());
  const auto first = make();
  ASSERT_TRUE(receives(400));
  const auto second = make_other();
  ASSERT_TRUE(loop.run_until([&] { return other.messages.size() >= 200; }));
  EXPECT_GE(recorder.withdrawn.size(), 200U);
  first->settle(Ticket{recorder.withdrawn.front()});  // too late, and means nothing

  settle_open(*first, recorder);
  settle_open(*second, other);
  const std::size_t before = recorder.messages.size() + other.messages.size();
  write(400);
  ASSERT_TRUE(loop.run_until(
      [&] { return recorder.messages.size() + other.messages.size() >= before + 400; }));
  // The first one goes with messages that are not settled: they are the second one's now.
  ASSERT_TRUE(stop_and_close(*first));
  ASSERT_TRUE(loop.run_until([&] {
    settle_open(*second, other);
    return settled.size() == 800;
  }));
  ASSERT_TRUE(stop_and_close(*second));
  for (int partition = 0; partition < 4; ++partition) {
    EXPECT_EQ(committed(partition), 200);
  }
}

INSTANTIATE_TEST_SUITE_P(All, KafkaBrokerStrategyTest,
                         ::testing::Values("cooperative-sticky", "range,roundrobin"),
                         [](const auto& row) {
                           return std::string{row.param} == "cooperative-sticky" ? "Cooperative"
                                                                                 : "Eager";
                         });

TEST_F(KafkaBrokerGroupTest, KeepsWhatIsPausedPausedWhenItIsSharedOutAnew) {
  create_commands(4);
  write_numbers(0, 100);
  const auto first = make();
  ASSERT_TRUE(receives(100));
  first->pause();
  auto second = make_other();
  ASSERT_TRUE(
      loop.run_until([&] { return !recorder.withdrawn.empty() && !other.messages.empty(); }));
  second->pause();
  const std::size_t withdrawn = recorder.withdrawn.size();
  ASSERT_TRUE(stop_and_close(*second));
  second.reset();
  settings.group = "witness";
  const auto witness = make_other();
  const std::size_t before = other.messages.size();
  ASSERT_TRUE(loop.run_until([&] { return other.messages.size() >= before + 100; }));
  EXPECT_EQ(recorder.messages.size(), 100U);
  first->resume();
  ASSERT_TRUE(receives(100 + withdrawn));
}

TEST_F(KafkaBrokerGroupTest, IsMadeAnewWhenAnotherTakesItsPlaceInTheGroup) {
  create_commands();
  write_numbers(0, 10);
  set("group.instance.id", "one");
  const auto source = make();
  ASSERT_TRUE(receives(10));
  source->settle(recorder.messages[0].ticket);
  const auto usurper = make_other();
  const std::string lines = log_until([&] { return recorder.withdrawn.size() == 9; });
  EXPECT_THAT(lines, HasSubstr("kafka consumer is replaced"));
  EXPECT_THAT(lines, HasSubstr("source=commands"));
  ASSERT_TRUE(loop.run_until([&] { return recorder.messages.size() >= 19; }));
  EXPECT_EQ(recorder.messages.back().payload, "9");
}

}  // namespace
}  // namespace sluice::connectors
