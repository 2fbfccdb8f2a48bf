#include "gateway/journal/direct_journal.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/unit/journal/held_disk.hpp"
#include "tests/unit/journal/journal_model.hpp"
#include "tests/unit/journal/recorded_progress.hpp"

namespace sluice::journal {
namespace {

using Appended = DirectJournal::Appended;

struct DirectJournalTest : testing::Test {
  ~DirectJournalTest() override { disk.release(); }

  /// Opens what is on the disk.
  void open(std::uint64_t max_bytes = 1 << 20) {
    journal.reset();
    store_spares.emplace(disk, small_segment, 0);
    auto store = std::make_unique<Store>(disk, *store_spares, "inbox",
                                         recover(disk, "inbox").value(), [this] { return ++salt; });
    EXPECT_FALSE(store->begin());
    std::unordered_map<std::uint64_t, std::uint64_t> kept;
    for (const auto& [sequence, payload] : read_all(*store).found) {
      kept.emplace(sequence, sizeof(Lead) + payload.size());
    }
    journal.emplace(std::move(store),
                    DirectJournal::Settings{.max_bytes = max_bytes, .sync_interval = Duration(0)},
                    kept, progress, [this] { ++failures; });
  }

  Appended append(const std::string& payload) {
    std::string frame = make_frame(0, payload);
    return journal->append(frame, last);
  }

  /// The payloads that the next process finds.
  [[nodiscard]] std::vector<std::string> found_after(SimulatedDisk::Cut how) {
    simulated.cut(how);
    Spares spares(disk, small_segment, 0);
    Store store(disk, spares, "inbox", recover(disk, "inbox").value(), [this] { return ++salt; });
    EXPECT_FALSE(store.begin());
    std::vector<std::string> payloads;
    for (const auto& [sequence, payload] : read_all(store).found) payloads.push_back(payload);
    return payloads;
  }

  SimulatedDisk simulated{1};
  HeldDisk disk{simulated};
  std::uint64_t salt = 0;
  RecordedProgress progress;
  std::atomic<int> failures{0};
  std::uint64_t last = 0;  ///< the sequence that was given last
  std::optional<Spares> store_spares;
  std::optional<DirectJournal> journal;
};

TEST_F(DirectJournalTest, AFrameIsWrittenWhenAppendReturnsAlsoWhileASyncIsUnderWay) {
  open();
  disk.hold();
  EXPECT_EQ(append("one"), Appended::written);
  ASSERT_TRUE(disk.holds_one());
  EXPECT_EQ(append("two"), Appended::written);
  EXPECT_EQ(append(std::string(small_segment / 2, 'x')), Appended::written);
  EXPECT_EQ(append(std::string(small_segment / 2, 'y')), Appended::written);
  EXPECT_EQ(last, 4U);
  EXPECT_EQ(journal->held(), 4U);
  // Read beside it, as it would be after a kill.
  EXPECT_EQ(recover(simulated, "inbox").value().records, 4U);
  disk.release();
}

TEST_F(DirectJournalTest, WhatIsSyncedSurvivesAPowerCut) {
  open();
  EXPECT_EQ(append("one"), Appended::written);
  ASSERT_TRUE(progress.syncs(1));
  journal.reset();
  EXPECT_EQ(found_after(SimulatedDisk::Cut::power), std::vector<std::string>{"one"});
}

TEST_F(DirectJournalTest, WhatIsSettledDoesNotComeAgainAfterAnEndInOrder) {
  open();
  for (const auto* payload : {"one", "two", "three"}) EXPECT_EQ(append(payload), Appended::written);
  ASSERT_TRUE(progress.syncs(1));
  // Sooner than the next checkpoint is due.
  journal->settle(1);
  journal->settle(3);
  EXPECT_EQ(journal->held(), 1U);
  journal.reset();
  EXPECT_EQ(found_after(SimulatedDisk::Cut::power), std::vector<std::string>{"two"});
  open();
  EXPECT_EQ(journal->held(), 1U);
  journal->settle(2);
  EXPECT_EQ(append("four"), Appended::written);
  EXPECT_EQ(last, 4U) << "no sequence is used again";
}

TEST_F(DirectJournalTest, TakesNoMoreThanItsBoundUntilSomeIsSettled) {
  open(3 * (sizeof(Lead) + 100));
  const std::string payload(100, 'x');
  for (int i = 0; i < 3; ++i) EXPECT_EQ(append(payload), Appended::written);
  EXPECT_EQ(append(payload), Appended::full);
  EXPECT_EQ(journal->held(), 3U);
  journal->settle(1);
  EXPECT_EQ(append(payload), Appended::written);
  EXPECT_EQ(append(payload), Appended::full);
}

TEST_F(DirectJournalTest, GoesOnWhenAFullDiskHasRoomAgain) {
  open();
  EXPECT_EQ(append("one"), Appended::written);
  simulated.set_room(SimulatedDisk::Room::none);
  EXPECT_EQ(append("two"), Appended::full);
  EXPECT_EQ(append("two"), Appended::full);
  simulated.set_room(SimulatedDisk::Room::free);
  EXPECT_EQ(append("two"), Appended::written);
  EXPECT_EQ(last, 2U);
  journal.reset();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(found_after(SimulatedDisk::Cut::process), (std::vector<std::string>{"one", "two"}));
}

TEST_F(DirectJournalTest, AFailureOfTheDiskIsFinalAndToldOnce) {
  open();
  EXPECT_EQ(append("one"), Appended::written);
  simulated.fail_writes();
  EXPECT_EQ(append("two"), Appended::failed);
  EXPECT_EQ(append("three"), Appended::failed);
  EXPECT_TRUE(journal->failed());
  journal.reset();
  EXPECT_EQ(failures, 1);
}

TEST_F(DirectJournalTest, AFailureOfASyncIsFinal) {
  open();
  disk.hold();
  EXPECT_EQ(append("one"), Appended::written);
  ASSERT_TRUE(disk.holds_one());
  simulated.die();
  disk.release();
  journal.reset();
  EXPECT_EQ(failures, 1);
}

}  // namespace
}  // namespace sluice::journal
