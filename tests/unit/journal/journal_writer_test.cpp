#include "gateway/journal/writer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "gateway/journal/journal.hpp"
#include "tests/support/manual_loop.hpp"
#include "tests/unit/journal/held_disk.hpp"
#include "tests/unit/journal/journal_model.hpp"
#include "tests/unit/journal/recorded_progress.hpp"

namespace sluice::journal {
namespace {

/// A writer with one journal on a disk whose syncs can be held.
struct JournalWriterTest : testing::Test {
  JournalWriterTest() {
    EXPECT_FALSE(spares.open());
    // Otherwise the writer's first sync is that of a spare.
    EXPECT_FALSE(spares.prepare_step());
    EXPECT_FALSE(spares.end_step());
    auto store = std::make_unique<Store>(disk, spares, "sink/0", recover(disk, "sink/0").value(),
                                         [this] { return ++salt; });
    EXPECT_FALSE(store->begin());
    lane.emplace(std::move(store), progress, [this] { tells.fetch_add(1); });
    writer.emplace(spares, Duration(0));
    writer->add(*lane);
  }
  ~JournalWriterTest() override { disk.release(); }

  void hand_over(std::uint64_t sequence, std::size_t bytes = 10) {
    std::string& frame = frames.emplace_back(make_frame(sequence, std::string(bytes, 'x')));
    Handover more{.runs = {std::span<char>{frame}},
                  .settled = {},
                  .read = {},
                  .records = 1,
                  .turns = sequence,
                  .oldest = std::chrono::steady_clock::now()};
    writer->hand_over(*lane, more);
  }

  void hand_over_settled(Range sequences) {
    Handover more{
        .runs = {}, .settled = {sequences}, .read = {}, .turns = sequences.last + 1, .oldest = {}};
    writer->hand_over(*lane, more);
  }

  /// What the next process finds.
  [[nodiscard]] std::uint64_t records_after(SimulatedDisk::Cut how) {
    simulated.cut(how);
    return recover(disk, "sink/0").value().records;
  }

  SimulatedDisk simulated{1};
  HeldDisk disk{simulated};
  Spares spares{disk, small_segment, 2};
  std::uint64_t salt = 0;
  RecordedProgress progress;
  std::deque<std::string> frames;
  std::atomic<int> tells{0};
  std::optional<WriterLane> lane;
  std::optional<Writer> writer;
};

TEST_F(JournalWriterTest, WritesWhileASyncIsUnderWay) {
  disk.hold();
  hand_over(1);
  ASSERT_TRUE(disk.holds_one());
  // Enough to fill a file or two.
  for (std::uint64_t sequence = 2; sequence <= 5; ++sequence) {
    hand_over(sequence, small_segment / 2);
    ASSERT_TRUE(progress.writes(sequence)) << "a write waits for the sync";
  }
  disk.release();
  writer->remove(*lane);
  EXPECT_FALSE(lane->failed);
  EXPECT_EQ(records_after(SimulatedDisk::Cut::power), 5U);
}

TEST_F(JournalWriterTest, SyncsAgainWhatWasWrittenDuringASync) {
  disk.hold();
  hand_over(1);
  ASSERT_TRUE(disk.holds_one());
  hand_over(2);
  ASSERT_TRUE(progress.writes(2));
  disk.release();
  ASSERT_TRUE(progress.syncs(2));
  writer->remove(*lane);
}

TEST_F(JournalWriterTest, WritesACheckpointOfWhatIsSettledWithoutAnotherFrame) {
  hand_over(1);
  ASSERT_TRUE(progress.syncs(1));
  EXPECT_FALSE(simulated.open("sink/0/checkpoint"));
  hand_over_settled({1, 1});
  ASSERT_TRUE(disk.syncs("sink/0/checkpoint"));
  writer->remove(*lane);
  EXPECT_EQ(records_after(SimulatedDisk::Cut::power), 0U);
}

TEST_F(JournalWriterTest, TellsOfWritesOnlyAnOwnerThatWantsWord) {
  hand_over(1);
  ASSERT_TRUE(progress.writes(1));
  hand_over(2);
  ASSERT_TRUE(progress.writes(2));
  EXPECT_EQ(tells, 0);
  lane->wants_word = true;
  hand_over(3);
  writer->remove(*lane);
  EXPECT_EQ(tells, 1);
}

TEST_F(JournalWriterTest, AnErrorOfASyncIsFinalForWhatWasWrittenMeanwhile) {
  disk.hold();
  hand_over(1);
  ASSERT_TRUE(disk.holds_one());
  hand_over(2);
  ASSERT_TRUE(progress.writes(2));
  simulated.die();
  disk.release();
  writer->remove(*lane);
  EXPECT_TRUE(lane->failed);
}

TEST_F(JournalWriterTest, LetsALaneGoWithoutMakingItsOwnerWait) {
  disk.hold();
  hand_over(1);
  ASSERT_TRUE(disk.holds_one());
  std::promise<void> removed;
  writer->remove(*lane, [&removed] { removed.set_value(); });
  auto is_removed = removed.get_future();
  EXPECT_EQ(is_removed.wait_for(Duration(0)), std::future_status::timeout);
  disk.release();
  is_removed.wait();
  EXPECT_EQ(records_after(SimulatedDisk::Cut::power), 1U);
}

TEST_F(JournalWriterTest, OpensAnotherJournalBesideOneThatIsWritten) {
  hand_over(1);
  std::unique_ptr<Store> other;
  writer->carry_out([&] {
    other = std::make_unique<Store>(disk, spares, "sink/1", recover(disk, "sink/1").value(),
                                    [this] { return ++salt; });
    EXPECT_FALSE(other->begin());
  });
  ASSERT_NE(other, nullptr);
  EXPECT_THROW(writer->carry_out([] { throw std::runtime_error("no"); }), std::runtime_error);
  hand_over(2);
  ASSERT_TRUE(progress.writes(2));
  writer->remove(*lane);
}

TEST_F(JournalWriterTest, AJournalOnItsWayOutMayEndBeforeItHearsOfThat) {
  test::ManualLoop loop;
  RecordedProgress other_progress;
  std::unique_ptr<Journal> other;
  writer->carry_out([&] {
    auto store = std::make_unique<Store>(disk, spares, "sink/1", recover(disk, "sink/1").value(),
                                         [this] { return ++salt; });
    EXPECT_FALSE(store->begin());
    other = std::make_unique<Journal>(loop, *writer, std::move(store), other_progress);
  });
  other->start();
  disk.hold();
  hand_over(1);
  ASSERT_TRUE(disk.holds_one());
  other->close([] { FAIL() << "the loop has ended"; });
  auto is_gone = std::async(std::launch::async, [&other] { other.reset(); });
  EXPECT_EQ(is_gone.wait_for(Duration(0)), std::future_status::timeout);
  disk.release();
  is_gone.wait();
  writer->remove(*lane);
}

}  // namespace
}  // namespace sluice::journal
