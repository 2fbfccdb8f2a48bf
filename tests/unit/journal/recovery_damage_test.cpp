#include <gmock/gmock.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/stamp.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/journal/journal_model.hpp"

namespace sluice::journal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string folder = "sink/0";

/// A journal of 30 records of 1000 bytes in two segments, of which 1 to 4 are settled, left in
/// order.
struct DamageTest : testing::Test {
  static constexpr std::size_t record_bytes = 1000;
  static constexpr std::uint64_t per_segment = (small_segment - segment_head_bytes) / record_bytes;

  DamageTest() {
    open();
    for (std::uint64_t sequence = 1; sequence <= 30; ++sequence) append(sequence);
    store->settle({1, 4});
    EXPECT_FALSE(store->checkpoint());
    close();
  }
  void append(std::uint64_t sequence) {
    std::string frame = make_frame(sequence, std::string(record_bytes - sizeof(Lead), 'x'));
    const std::span<char> run{frame};
    EXPECT_FALSE(store->append({&run, 1}));
  }
  void open() {
    spares = std::make_unique<Spares>(disk, small_segment, 2);
    EXPECT_FALSE(spares->open());
    auto recovery = recover(disk, folder);
    newer = recovery->newer_format;
    foreign = recovery->foreign;
    losses = recovery->losses;
    if (newer) return;
    store = std::make_unique<Store>(disk, *spares, folder, std::move(*recovery),
                                    [this] { return ++salt; });
    EXPECT_FALSE(store->begin());
    found = {};
    const AllRead read = read_all(*store);
    EXPECT_THAT(read.lost, IsEmpty());
    for (const auto& [sequence, payload] : read.found) found.add({sequence, sequence});
  }
  void close() {
    store.reset();
    spares.reset();
    disk.cut(SimulatedDisk::Cut::process);
  }
  /// Opens it, and once more: a loss is reported once.
  void open_after_damage() {
    open();
    const auto first = losses;
    close();
    open();
    EXPECT_TRUE(newer || losses.empty()) << "reported twice";
    losses = first;
  }
  std::string& segment(std::uint64_t number) { return disk.bytes_of(path(number)); }
  static std::string path(std::uint64_t number) { return folder + '/' + segment_name(number); }
  /// Where the record begins in its segment.
  static std::size_t place(std::uint64_t sequence) {
    return segment_head_bytes + (sequence - 1) % per_segment * record_bytes;
  }
  /// Of those that are not settled, all but these.
  void expect_all_but(const std::vector<Range>& lost) {
    EXPECT_EQ(found.missing({5, 30}), lost);
    EXPECT_EQ(store->next_sequence(), 31U);
  }
  static SegmentLoss loss(std::uint64_t number, std::vector<Range> ranges) {
    return {number, std::move(ranges)};
  }

  SimulatedDisk disk{1};
  std::uint64_t salt = 0;
  std::unique_ptr<Spares> spares;
  std::unique_ptr<Store> store;
  SequenceSet found;
  std::vector<SegmentLoss> losses;
  std::vector<std::string> foreign;
  bool newer = false;
};

TEST_F(DamageTest, NothingIsLostWithoutDamage) {
  open_after_damage();
  EXPECT_THAT(losses, IsEmpty());
  expect_all_but({});
}

TEST_F(DamageTest, AFlippedBitCostsOneRecord) {
  segment(1)[place(7) + 500] ^= 1;
  segment(2)[place(20) + 3] ^= 4;  // its length
  segment(3)[place(30) + 8] ^= 1;  // the last one's sequence
  open_after_damage();
  EXPECT_THAT(losses, ElementsAre(loss(1, {{7, 7}}), loss(2, {{20, 20}}), loss(3, {{30, 30}})));
  expect_all_but({{7, 7}, {20, 20}, {30, 30}});
}

TEST_F(DamageTest, ATornTailCostsWhatItHeld) {
  segment(3).resize(place(28) + 10);
  open_after_damage();
  EXPECT_THAT(losses, ElementsAre(loss(3, {{28, 30}})));
  expect_all_but({{28, 30}});
}

TEST_F(DamageTest, WhatIsDamagedAfterTheStartIsNamedWhenItIsRead) {
  open();
  segment(1)[place(7) + 500] ^= 1;
  segment(2)[place(20) + 3] ^= 4;  // its length
  segment(3)[place(30) + 8] ^= 1;  // the last one's sequence
  const AllRead read = read_all(*store);
  EXPECT_THAT(read.lost, ElementsAre(Range{7, 7}, Range{20, 20}, Range{30, 30}));
  EXPECT_EQ(read.found.size(), 23U);
}

TEST_F(DamageTest, ASegmentThatIsGoneAfterTheStartIsNamedWhenItIsRead) {
  open();
  EXPECT_FALSE(disk.remove(path(2)));
  const AllRead read = read_all(*store);
  EXPECT_EQ(count_of(read.lost), 12U);
  EXPECT_EQ(read.lost.front().first, 13U);
  EXPECT_EQ(read.found.size(), 14U);
}

TEST_F(DamageTest, ASettledRecordIsNoLoss) {
  segment(1)[place(2) + 500] ^= 1;
  open_after_damage();
  EXPECT_THAT(losses, IsEmpty());
  expect_all_but({});
}

TEST_F(DamageTest, AMissingSegmentIsNamed) {
  EXPECT_FALSE(disk.remove(path(2)));
  open_after_damage();
  EXPECT_THAT(losses, ElementsAre(loss(2, {{13, 24}})));
  expect_all_but({{13, 24}});
}

TEST_F(DamageTest, TheOldestSegmentIsMissedToo) {
  EXPECT_FALSE(disk.remove(path(1)));
  open_after_damage();
  EXPECT_THAT(losses, ElementsAre(loss(1, {{5, 12}})));
  expect_all_but({{5, 12}});
}

TEST_F(DamageTest, AnEmptyNewestSegmentIsNamed) {
  segment(3).clear();
  open_after_damage();
  EXPECT_THAT(losses, ElementsAre(loss(3, {{25, 30}})));
  expect_all_but({{25, 30}});
}

TEST_F(DamageTest, AHeaderStandsTwice) {
  segment(1)[30] ^= 1;
  segment(2)[segment_head_bytes / 2 + 30] ^= 1;
  open_after_damage();
  EXPECT_THAT(losses, IsEmpty());
  expect_all_but({});
}

TEST_F(DamageTest, WithoutAHeaderASegmentIsLost) {
  segment(2).replace(0, segment_head_bytes, segment_head_bytes, 'z');
  open_after_damage();
  EXPECT_THAT(losses, ElementsAre(loss(2, {{13, 24}})));
  expect_all_but({{13, 24}});
}

TEST_F(DamageTest, AMissingCheckpointCostsDuplicatesOnly) {
  EXPECT_FALSE(disk.remove(folder + "/checkpoint"));
  open_after_damage();
  EXPECT_THAT(losses, IsEmpty());
  EXPECT_TRUE(found.contains(Range{1, 30}));
}

TEST_F(DamageTest, ABadCheckpointCostsDuplicatesOnly) {
  std::string& bytes = disk.bytes_of(folder + "/checkpoint");
  for (char& byte : bytes) byte ^= 0x55;
  open_after_damage();
  EXPECT_THAT(losses, IsEmpty());
  EXPECT_TRUE(found.contains(Range{1, 30}));
}

TEST_F(DamageTest, AForeignFileIsNamedAndLeft) {
  disk.put(folder + "/notes.txt", "mine");
  open_after_damage();
  EXPECT_THAT(foreign, ElementsAre("notes.txt"));
  EXPECT_EQ(disk.bytes_of(folder + "/notes.txt"), "mine");
  expect_all_but({});
}

TEST_F(DamageTest, ANewerFormatIsLeftUntouched) {
  std::string& bytes = segment(2);
  for (const std::size_t copy : {std::size_t{0}, segment_head_bytes / 2}) {
    bytes[copy + offsetof(Stamp, version)] = 2;
    Stamp stamp{};
    std::memcpy(&stamp, bytes.data() + copy, sizeof(stamp));
    stamp.checksum = stamp_checksum(bytes.data() + copy, stamp.bytes);
    std::memcpy(bytes.data() + copy, &stamp, sizeof(stamp));
  }
  const std::string before = segment(1) + segment(2) + segment(3);
  open_after_damage();
  EXPECT_TRUE(newer);
  EXPECT_EQ(segment(1) + segment(2) + segment(3), before);
}

TEST_F(DamageTest, AFlippedVersionIsDamageAndNoNewerFormat) {
  segment(2)[offsetof(Stamp, version)] = 2;
  segment(2)[segment_head_bytes / 2 + offsetof(Stamp, version)] = 2;
  open_after_damage();
  EXPECT_FALSE(newer);
  EXPECT_THAT(losses, ElementsAre(loss(2, {{13, 24}})));
}

TEST_F(DamageTest, WhatWasFoundCanBeSettledAndGoes) {
  segment(2)[place(20) + 3] ^= 4;
  open();
  store->settle({5, 30});
  append(31);
  EXPECT_FALSE(store->checkpoint());
  EXPECT_EQ(store->disk_bytes(), small_segment);
  close();
  open();
  EXPECT_THAT(found.missing({1, 31}), ElementsAre(Range{1, 30}));
}

/// Each of the damages that a disk can do, at random, and no start without an answer.
TEST_F(DamageTest, NothingThatIsFoundIsCalledLostAndNothingThatIsLostIsNotNamed) {
  test::SeededRandom random{20261128};
  const std::string all[] = {segment(1), segment(2), segment(3)};
  const std::string checkpoint = disk.bytes_of(folder + "/checkpoint");
  for (int round = 0; round < 500; ++round) {
    for (const auto& path : disk.paths()) std::ignore = disk.remove(path);
    disk.cut(SimulatedDisk::Cut::process);
    disk.put(folder + "/checkpoint", checkpoint);
    for (std::uint64_t number = 1; number <= 3; ++number) disk.put(path(number), all[number - 1]);
    for (auto damages = 1 + random() % 3; damages > 0; --damages) {
      const auto number = 1 + random() % 3;
      std::string& bytes = segment(number);
      const std::size_t at = random() % (bytes.size() + 1);
      const auto how = random() % 3;
      random.note("round {}: damage {} of segment {} at {}", round, how, number, at);
      switch (how) {
        case 0:
          bytes.resize(at);
          break;
        case 1:
          if (at < bytes.size()) bytes[at] ^= static_cast<char>(1U << random() % 8);
          break;
        default:
          bytes.replace(at / 512 * 512, std::min<std::size_t>(512, bytes.size() - at / 512 * 512),
                        512, '\0');
      }
    }
    open();
    std::vector<Range> lost;
    SequenceSet named;
    for (const auto& one : losses) {
      for (const Range& range : one.sequences) named.add(range);
    }
    for (const Range& range : found.missing({5, 30})) {
      ASSERT_TRUE(named.contains(range)) << "round " << round << ": " << range.first;
    }
    for (std::uint64_t sequence = 5; sequence <= 30; ++sequence) {
      ASSERT_NE(found.contains(sequence), named.contains(sequence)) << "round " << round;
    }
    close();
  }
}

}  // namespace
}  // namespace sluice::journal
