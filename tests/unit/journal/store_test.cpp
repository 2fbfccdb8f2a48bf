#include "gateway/journal/store.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "gateway/journal/frame.hpp"
#include "tests/unit/journal/journal_model.hpp"

namespace sluice::journal {
namespace {

using testing::ElementsAre;
using testing::Le;

struct StoreTest : testing::Test {
  StoreTest() { open(); }

  void open() {
    spares.emplace(disk, small_segment, 2);
    EXPECT_FALSE(spares->open());
    store = std::make_unique<Store>(disk, *spares, "sink/0", recover(disk, "sink/0").value(),
                                    [this] { return ++salt; });
    EXPECT_FALSE(store->begin());
  }
  void reopen() {
    disk.cut(SimulatedDisk::Cut::process);
    open();
  }
  error_code append(std::uint64_t sequence) {
    std::string frame = make_frame(sequence, std::string(984, 'x'));
    const std::span<char> run{frame};
    return store->append({&run, 1});
  }
  std::vector<std::uint64_t> read_back() {
    std::vector<std::uint64_t> all;
    const AllRead read = read_all(*store);
    EXPECT_TRUE(read.lost.empty());
    for (const auto& [sequence, payload] : read.found) all.push_back(sequence);
    return all;
  }

  SimulatedDisk disk{1};
  std::uint64_t salt = 0;
  std::optional<Spares> spares;
  std::unique_ptr<Store> store;
};

TEST_F(StoreTest, OneRecordThatIsSlowToSettlePinsNoHistory) {
  for (std::uint64_t sequence = 1; sequence <= 500; ++sequence) {
    ASSERT_FALSE(append(sequence));
    if (sequence != 30) store->settle({sequence, sequence});
    if (sequence % 10 == 0) {
      ASSERT_FALSE(store->checkpoint());
      ASSERT_THAT(store->disk_bytes(), Le(5 * small_segment));
    }
  }
  ASSERT_FALSE(append(501));
  reopen();
  EXPECT_THAT(read_back(), ElementsAre(30, 501)) << "and comes first";
  store->settle({30, 30});
  ASSERT_FALSE(append(502));
  ASSERT_FALSE(store->checkpoint());
  reopen();
  EXPECT_THAT(read_back(), ElementsAre(501, 502));
}

TEST_F(StoreTest, ManyRecordsThatAreSlowToSettlePinNoHistoryEither) {
  std::vector<std::uint64_t> slow;
  for (std::uint64_t sequence = 1; sequence <= 700; ++sequence) {
    ASSERT_FALSE(append(sequence));
    if (sequence <= 30 && sequence % 3 > 0) {
      slow.push_back(sequence);
    } else {
      store->settle({sequence, sequence});
    }
    if (sequence % 10 == 0) {
      ASSERT_FALSE(store->checkpoint());
      ASSERT_THAT(store->disk_bytes(), Le(8 * small_segment)) << sequence;
    }
  }
  reopen();
  EXPECT_EQ(read_back(), slow);
}

TEST_F(StoreTest, WhatWasMovedAgainAndAgainIsReadBackInOrder) {
  std::vector<std::uint64_t> slow;
  for (std::uint64_t sequence = 1; sequence <= 1'500; ++sequence) {
    ASSERT_FALSE(append(sequence));
    if (sequence % 100 == 7) {
      slow.push_back(sequence);
    } else {
      store->settle({sequence, sequence});
    }
    if (sequence % 10 == 0) {
      ASSERT_FALSE(store->checkpoint());
    }
  }
  EXPECT_THAT(store->disk_bytes(), Le(8 * small_segment));
  EXPECT_EQ(read_back(), slow);
  EXPECT_EQ(read_back(), slow) << "and again";
}

TEST_F(StoreTest, WhileNothingIsSettledNothingIsMoved) {
  for (std::uint64_t sequence = 1; sequence <= 600; ++sequence) ASSERT_FALSE(append(sequence));
  EXPECT_EQ(store->disk_bytes(), 600 / 12 * small_segment);
}

TEST_F(StoreTest, EndingAgainAndAgainLeavesNoTrailOfFiles) {
  for (std::uint64_t sequence = 1; sequence <= 8; ++sequence) {
    ASSERT_FALSE(append(sequence));
    reopen();
  }
  EXPECT_EQ(store->disk_bytes(), small_segment);
  EXPECT_THAT(read_back(), ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
}

TEST_F(StoreTest, SegmentsAreUsedAgain) {
  for (std::uint64_t sequence = 1; sequence <= 300; ++sequence) {
    ASSERT_FALSE(append(sequence));
    store->settle({sequence, sequence});
    ASSERT_FALSE(store->checkpoint());
  }
  EXPECT_THAT(disk.paths().size(), Le(5U)) << "two segments, two spares and the checkpoint";
}

TEST_F(StoreTest, SparesOfAnEarlierRunAreAllThereForTheNext) {
  const auto spare_count = [this] {
    const auto paths = disk.paths();
    return std::ranges::count_if(
        paths, [](const auto& path) { return path.starts_with(std::string{spare_folder} + '/'); });
  };
  for (std::uint64_t sequence = 1; sequence <= 40; ++sequence) ASSERT_FALSE(append(sequence));
  store->settle({1, 40});
  ASSERT_FALSE(store->checkpoint());
  ASSERT_EQ(spare_count(), 2);
  reopen();
  EXPECT_EQ(spare_count(), 2);
  for (std::uint64_t sequence = 41; sequence <= 100; ++sequence) ASSERT_FALSE(append(sequence));
}

TEST_F(StoreTest, TheFirstErrorIsFinal) {
  ASSERT_FALSE(append(1));
  disk.fail_at(disk.calls(), boost::system::errc::make_error_code(boost::system::errc::io_error));
  EXPECT_TRUE(store->sync());
  const auto calls = disk.calls();
  EXPECT_TRUE(store->sync()) << "the kernel may have dropped what it could not write";
  EXPECT_TRUE(append(2));
  EXPECT_TRUE(store->checkpoint());
  EXPECT_EQ(disk.calls(), calls) << "nothing is tried any more";
  reopen();
  EXPECT_THAT(read_back(), ElementsAre(1));
}

TEST_F(StoreTest, AFullDiskIsNotFinal) {
  using Room = SimulatedDisk::Room;
  std::uint64_t next = 1;
  for (const Room room : {Room::none_to_grow, Room::none}) {
    const auto files = disk.paths().size();
    disk.set_room(room);
    error_code error;
    while (!error) error = append(next++);
    EXPECT_TRUE(is_full(error));
    EXPECT_EQ(store->written_through(), next - 2);
    EXPECT_TRUE(is_full(append(next - 1))) << "it can be tried again";
    EXPECT_FALSE(store->sync()) << "what is written can be synced";
    EXPECT_LE(disk.paths().size(), files + (room == Room::none ? 0 : 1)) << "no half of a segment";
    disk.set_room(Room::free);
    EXPECT_FALSE(store->find_room());
    for (--next; next % 30 > 0; ++next) ASSERT_FALSE(append(next));
    ASSERT_FALSE(append(next++));
    ASSERT_FALSE(store->checkpoint());
  }
  reopen();
  EXPECT_EQ(read_back().size(), next - 1);
}

TEST_F(StoreTest, FindsNoRoomUntilThereIsSome) {
  disk.set_room(SimulatedDisk::Room::none_to_grow);
  EXPECT_TRUE(is_full(append(1)));
  EXPECT_TRUE(is_full(store->find_room()));
  EXPECT_THAT(disk.paths(), testing::IsEmpty());
  disk.set_room(SimulatedDisk::Room::free);
  EXPECT_FALSE(store->find_room());
  disk.set_room(SimulatedDisk::Room::none_to_grow);
  EXPECT_FALSE(append(1)) << "it has the room that it found";
}

TEST_F(StoreTest, ACheckpointThatFoundNoRoomLeavesTheLastOne) {
  for (std::uint64_t sequence = 1; sequence <= 8; ++sequence) ASSERT_FALSE(append(sequence));
  store->settle({1, 4});
  ASSERT_FALSE(store->checkpoint());
  store->settle({5, 5});
  disk.set_room(SimulatedDisk::Room::none);
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_TRUE(is_full(store->checkpoint()));
    EXPECT_TRUE(store->needs_checkpoint());
  }
  reopen();
  // A part of a checkpoint may be all of it.
  EXPECT_THAT(read_back(), testing::AnyOf(ElementsAre(5, 6, 7, 8), ElementsAre(6, 7, 8)));
}

TEST_F(StoreTest, AnErrorOfASyncIsFinalThoughItIsForLackOfRoom) {
  ASSERT_FALSE(append(1));
  disk.fail_at(disk.calls(),
               boost::system::errc::make_error_code(boost::system::errc::no_space_on_device));
  const error_code error = store->sync();
  EXPECT_TRUE(error && !is_full(error));
  EXPECT_EQ(append(2), error);
}

}  // namespace
}  // namespace sluice::journal
