#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gateway/journal/journal.hpp"
#include "gateway/relay/outbox.hpp"
#include "tests/support/poll_loop.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/journal/simulated_disk.hpp"
#include "tests/unit/relay/recording_sink.hpp"
#include "tests/unit/relay/written_record.hpp"

namespace sluice::relay {
namespace {

using journal::SimulatedDisk;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr OutboxSettings roomy{.max_records = 10'000, .max_bytes = 4 << 20};

struct NoProgress final : journal::Progress {
  void on_written(std::uint64_t, Time) noexcept override {}
  void on_synced(Time) noexcept override {}
  void on_size(std::uint64_t) noexcept override {}
};

/// An outbox with a journal on a simulated disk, and its writer's thread, from a start to an end.
struct Life {
  Life(journal::Disk& disk, const OutboxSettings& settings = roomy,
       Admission answer = Admission::accepted)
      : spares(disk, 1 << 20, 2), outbox(settings, loop, probe) {
    sink.answer = answer;
    EXPECT_FALSE(spares.open());
    auto store = std::make_unique<journal::Store>(disk, spares, "sink/0",
                                                  journal::recover(disk, "sink/0").value(),
                                                  [this] { return std::uint64_t{random()}; });
    EXPECT_FALSE(store->begin());
    EXPECT_THAT(store->replay([this](auto frame) { EXPECT_TRUE(outbox.recover(frame)); }),
                IsEmpty());
    writer.emplace(spares, Duration(1));
    journal = std::make_unique<journal::Journal>(loop, *writer, std::move(store), progress);
    outbox.set_journal(*journal);
    outbox.attach(sink);
    journal->start();
  }
  void offer(const std::string& payload) {
    text::Writer out = outbox.begin(10 + payload.size());
    outbox.commit(write_record(out, "topic", "key", payload), {});
  }
  void deliver(std::size_t nth) { outbox.on_delivered(sink.got.at(nth).ticket); }
  [[nodiscard]] std::vector<std::string> submitted() const {
    std::vector<std::string> payloads;
    for (const auto& one : sink.got) payloads.push_back(one.payload);
    return payloads;
  }
  [[nodiscard]] std::uint64_t settled(Outcome outcome) const {
    return probe.settled[static_cast<std::size_t>(outcome)].value();
  }
  /// Waits until the disk has failed.
  void await_failure() {
    EXPECT_TRUE(loop.run_until([this] { return journal->failed(); }));
  }
  /// Lets a turn of the loop end.
  void turn() {
    bool done = false;
    const auto handle = loop.after(Duration(0), [&done] { done = true; });
    EXPECT_TRUE(loop.run_until([&done] { return done; }));
  }
  /// As a process does that ends in order.
  void end() {
    outbox.give_up();
    outbox.on_lost({});
    journal->close();
  }

  std::mt19937 random{7};
  test::PollLoop loop;
  OutboxProbe probe;
  NoProgress progress;
  RecordingSink sink;
  journal::Spares spares;
  Outbox outbox;
  std::optional<journal::Writer> writer;
  std::unique_ptr<journal::Journal> journal;
};

struct OutboxJournalTest : testing::Test {
  SimulatedDisk disk{1};
};

TEST_F(OutboxJournalTest, WhatIsGivenUpIsKeptAndComesAgainInOrder) {
  {
    Life life{disk};
    for (const auto* payload : {"1", "2", "3", "4"}) life.offer(payload);
    life.turn();
    life.deliver(0);
    life.deliver(2);
    life.end();
    EXPECT_EQ(life.settled(Outcome::kept), 2U);
    EXPECT_EQ(life.settled(Outcome::unavailable), 0U);
  }
  Life life{disk};
  EXPECT_EQ(life.probe.recovered.value(), 2U);
  life.offer("5");
  EXPECT_THAT(life.submitted(), ElementsAre("2", "4", "5"));
  EXPECT_EQ(life.sink.got[0].topic, "topic");
  EXPECT_EQ(life.sink.got[0].key, "key");
}

TEST_F(OutboxJournalTest, WhatIsSettledDoesNotComeAgain) {
  {
    Life life{disk, {.max_records = 2, .max_bytes = 1000}, Admission::full};
    for (const auto* payload : {"1", "2", "3", "4"}) life.offer(payload);
    life.sink.answer = Admission::accepted;
    life.outbox.on_sink_ready();
    ASSERT_THAT(life.submitted(), ElementsAre("3", "4")) << "the oldest made room";
    life.deliver(0);
    life.outbox.on_rejected(life.sink.got[1].ticket, {});
    life.end();
  }
  Life life{disk};
  EXPECT_THAT(life.submitted(), IsEmpty());
}

TEST_F(OutboxJournalTest, WhatWasSentAndNotSettledComesAgainAfterAnyNumberOfStarts) {
  {
    Life life{disk};
    life.offer("1");
    life.end();
  }
  for (int start = 0; start < 3; ++start) {
    Life life{disk};
    EXPECT_THAT(life.submitted(), ElementsAre("1"));
    life.end();
  }
}

TEST_F(OutboxJournalTest, MoreIsRecoveredThanTheBoundsAreForAndNothingOfItIsDropped) {
  {
    Life life{disk, roomy, Admission::full};
    for (int number = 0; number < 50; ++number) life.offer(std::to_string(number));
    life.end();
  }
  Life life{disk, {.max_records = 10, .max_bytes = 1000, .when_full = OverflowPolicy::drop_newest}};
  EXPECT_EQ(life.sink.got.size(), 50U);
  life.offer("new");
  EXPECT_EQ(life.probe.dropped[std::size_t(DropReason::outbox_full_newest)].value(), 1U);
  for (std::size_t nth = 0; nth < 50; ++nth) life.deliver(nth);
  life.offer("newer");
  EXPECT_EQ(life.submitted().back(), "newer");
}

TEST_F(OutboxJournalTest, ARecordThatNoSegmentHasRoomForIsTooLarge) {
  Life life{disk};
  life.offer(std::string(1 << 20, 'x'));
  EXPECT_EQ(life.probe.dropped[std::size_t(DropReason::too_large)].value(), 1U);
}

TEST_F(OutboxJournalTest, WhenTheDiskFailsItGoesOnInMemoryAndKeepsNothing) {
  Life life{disk};
  disk.die();
  bool told = false;
  life.journal->set_on_failed([&told] { told = true; });
  life.offer("1");
  life.await_failure();
  EXPECT_TRUE(life.loop.run_until([&told] { return told; }));
  life.offer("2");
  life.deliver(0);
  EXPECT_THAT(life.submitted(), ElementsAre("1", "2"));
  life.end();
  EXPECT_EQ(life.settled(Outcome::delivered), 1U);
  EXPECT_EQ(life.settled(Outcome::unavailable), 1U);
}

/// Blocks are lent to the writer while records come and go: their bytes may not be used again.
TEST_F(OutboxJournalTest, WhatIsOnTheDiskIsWhatWasOffered) {
  std::vector<std::string> left;
  {
    Life life{disk, {.max_records = 5000, .max_bytes = 1 << 20}};
    test::SeededRandom random{3};
    std::vector<std::string> offered;
    for (int number = 0; number < 3000; ++number) {
      std::string payload = std::to_string(number) + ';';
      payload.resize(1 + random() % 300, static_cast<char>('a' + number % 26));
      life.offer(payload);
      offered.push_back(payload);
      // Settled in the same turn, one later, or never.
      if (number % 7 > 0) life.deliver(static_cast<std::size_t>(number));
      if (number % 7 == 0) left.push_back(payload);
      if (random() % 10 == 0) life.turn();
    }
    ASSERT_EQ(life.submitted(), offered);
    life.end();
  }
  Life life{disk};
  EXPECT_EQ(life.submitted(), left);
}

}  // namespace
}  // namespace sluice::relay
