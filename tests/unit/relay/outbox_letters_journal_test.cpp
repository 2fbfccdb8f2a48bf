#include <gmock/gmock.h>

#include <string>

#include "gateway/core/ids.hpp"
#include "gateway/relay/route_letters.hpp"
#include "tests/unit/relay/outbox_life.hpp"

namespace sluice::relay {
namespace {

using journal::SimulatedDisk;
using testing::ElementsAre;

/// A life whose rejected records go to another topic of the same sink.
struct LifeWithLetters {
  explicit LifeWithLetters(SimulatedDisk& disk) : life(disk, roomy_with_disk, Admission::full) {
    outboxes.set(SinkId{1}, &life.outbox);
    life.outbox.set_dead_letters(letters);
    life.sink.answer = Admission::accepted;
    life.outbox.on_lost({});
    life.outbox.on_sink_ready();
  }
  void offer(const std::string& payload) {
    text::Writer out = life.outbox.begin(10 + payload.size());
    life.outbox.commit(write_record(out, "topic", "key", payload),
                       {.dead_letter = mark_of("sink", "dead")});
  }
  [[nodiscard]] std::vector<std::string> topics_got() const {
    std::vector<std::string> got;
    for (const auto& one : life.sink.got) got.push_back(one.topic);
    return got;
  }

  LetterTopics topics{{mark_of("sink", "dead"), {SinkId{1}, "dead"}}};
  ById<SinkId, Outbox> outboxes;
  RouteLetters letters{{.sink = "sink",
                        .topics = topics,
                        .outboxes = outboxes,
                        .wall_clock = [] { return WallTime{}; },
                        .origin = "edge"}};
  Life life;
};

struct OutboxLettersJournalTest : testing::Test {
  SimulatedDisk disk{1};
};

TEST_F(OutboxLettersJournalTest, ARecordIsDeadLetteredWhenItsLetterIsWritten) {
  LifeWithLetters one{disk};
  one.offer("1");
  ASSERT_TRUE(one.life.submits(1));
  one.life.outbox.on_rejected(one.life.sink.got[0].ticket, {});
  EXPECT_EQ(one.life.settled(Outcome::dead_lettered), 0U);
  EXPECT_FALSE(one.life.outbox.drained());
  EXPECT_TRUE(
      one.life.loop.run_until([&] { return one.life.settled(Outcome::dead_lettered) == 1; }));
  EXPECT_GE(one.life.journal->written_through(), one.life.first_sequence + 1);
  one.life.end();
}

TEST_F(OutboxLettersJournalTest, ARecordFoundAtAStartStillHasItsDeadLetterTopic) {
  {
    LifeWithLetters first{disk};
    first.offer("1");
    first.life.turn();
    first.life.end();
  }
  LifeWithLetters second{disk};
  ASSERT_TRUE(second.life.submits(1));
  second.life.outbox.on_rejected(second.life.sink.got[0].ticket, {});
  ASSERT_TRUE(second.life.submits(2));
  EXPECT_THAT(second.topics_got(), ElementsAre("topic", "dead"));
  second.life.end();
}

/// The end comes before the letter is written: the next start has the record, not nothing.
TEST_F(OutboxLettersJournalTest, AnEndBeforeTheLetterIsWrittenKeepsTheRecord) {
  {
    LifeWithLetters first{disk};
    first.offer("1");
    ASSERT_TRUE(first.life.submits(1));
    first.life.outbox.on_rejected(first.life.sink.got[0].ticket, {});
    first.life.end();
    EXPECT_EQ(first.life.settled(Outcome::dead_lettered), 0U);
    EXPECT_EQ(first.life.settled(Outcome::kept), 2U);
  }
  LifeWithLetters second{disk};
  ASSERT_TRUE(second.life.submits(2));
  EXPECT_THAT(second.topics_got(), ElementsAre("topic", "dead"));
  second.life.end();
}

TEST_F(OutboxLettersJournalTest, ALetterFoundAtAStartIsCutAndGetsNoLetter) {
  {
    LifeWithLetters first{disk};
    first.offer("12345678");
    ASSERT_TRUE(first.life.submits(1));
    first.life.outbox.on_rejected(first.life.sink.got[0].ticket, {});
    EXPECT_TRUE(
        first.life.loop.run_until([&] { return first.life.settled(Outcome::dead_lettered) == 1; }));
    first.life.end();
  }
  LifeWithLetters second{disk};
  ASSERT_TRUE(second.life.submits(1));
  second.life.outbox.on_rejected(second.life.sink.got[0].ticket, {RejectionCode::too_large, ""});
  ASSERT_TRUE(second.life.submits(2));
  EXPECT_THAT(second.life.submitted(), ElementsAre("12345678", "1234"));
  second.life.outbox.on_rejected(second.life.sink.got[1].ticket, {});
  EXPECT_EQ(second.life.sink.got.size(), 2U);
  EXPECT_EQ(second.life.settled(Outcome::rejected), 1U);
  second.life.end();
}

}  // namespace
}  // namespace sluice::relay
