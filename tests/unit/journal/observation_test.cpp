#include "gateway/journal/observation.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <numeric>
#include <optional>

#include "gateway/journal/frame.hpp"
#include "tests/unit/journal/journal_model.hpp"

namespace sluice::journal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string folder = "sink/0";

/// A disk that another process uses too: something happens before each file is opened. Whoever
/// changes anything through it fails.
class BusyDisk final : public Disk {
 public:
  explicit BusyDisk(Disk& disk) : disk_(disk) {}

  std::function<void()> before_open = [] {};

  DiskResult<std::vector<std::string>> list(const std::string& of) override {
    return disk_.list(of);
  }
  DiskResult<std::unique_ptr<File>> open(const std::string& path) override {
    before_open();
    return disk_.open(path);
  }
  error_code make_folder(const std::string&) override { return changed(); }
  DiskResult<std::unique_ptr<File>> create(const std::string&) override { return changed(); }
  error_code rename(const std::string&, const std::string&) override { return changed(); }
  error_code remove(const std::string&) override { return changed(); }
  error_code sync_folder(const std::string&) override { return changed(); }
  DiskResult<std::unique_ptr<Lock>> lock(const std::string&) override { return changed(); }

 private:
  static error_code changed() {
    ADD_FAILURE() << "reading changes nothing";
    return make_error_code(boost::system::errc::read_only_file_system);
  }
  Disk& disk_;
};

/// The journal of a gateway that runs: twelve records fit into a segment.
struct ObservationTest : testing::Test {
  ObservationTest() {
    EXPECT_FALSE(spares.open());
    EXPECT_FALSE(store.begin());
  }
  void append(std::uint64_t first, std::uint64_t last) {
    for (auto sequence = first; sequence <= last; ++sequence) {
      std::string frame = make_frame(sequence, std::string(984, 'x'));
      const std::span<char> run{frame};
      EXPECT_FALSE(store.append({&run, 1}));
    }
  }
  void settle(Range sequences) {
    store.settle(sequences);
    EXPECT_FALSE(store.checkpoint());
  }
  /// The sequences that read_unsettled() gives.
  std::vector<std::uint64_t> read() {
    std::vector<std::uint64_t> all;
    auto recovery = observe(busy, folder).value();
    EXPECT_THAT(recovery.losses, IsEmpty());
    EXPECT_FALSE(read_unsettled(busy, folder, std::move(recovery), [&](auto frame) {
      all.push_back(read_lead(frame.data()).sequence);
    }));
    return all;
  }

  SimulatedDisk disk{1};
  BusyDisk busy{disk};
  std::uint64_t salt = 0;
  Spares spares{disk, small_segment, 2};
  Store store{disk, spares, folder, recover(disk, folder).value(), [this] { return ++salt; }};
};

std::vector<std::uint64_t> numbers(std::uint64_t first, std::uint64_t last) {
  std::vector<std::uint64_t> all(last - first + 1);
  std::iota(all.begin(), all.end(), first);
  return all;
}

TEST_F(ObservationTest, ShowsTheUnsettledRecordsInOrderAndChangesNothing) {
  append(1, 40);
  settle({1, 5});
  settle({20, 20});
  const auto recovery = observe(busy, folder).value();
  EXPECT_EQ(recovery.records, 34U);
  EXPECT_THAT(unsettled(recovery), ElementsAre(Range{6, 19}, Range{21, 40}));
  auto expected = numbers(6, 19);
  for (const auto later : numbers(21, 40)) expected.push_back(later);
  EXPECT_EQ(read(), expected);
  EXPECT_EQ(read_lead(read_frame(busy, folder, recovery, 21).data()).sequence, 21U);
  EXPECT_THAT(read_frame(busy, folder, recovery, 20), IsEmpty()) << "it is settled";
}

TEST_F(ObservationTest, ASegmentThatGoesAwayMeanwhileIsNoLoss) {
  for (int opens = 1; opens <= 12; ++opens) {
    SCOPED_TRACE("before file " + std::to_string(opens));
    const std::uint64_t first = store.next_sequence();
    append(first, first + 39);
    int left = opens;
    busy.before_open = [&] {
      if (--left == 0) settle({first, first + 29});
    };
    const auto recovery = observe(busy, folder).value();
    EXPECT_THAT(recovery.losses, IsEmpty());
    EXPECT_THAT(recovery.unreadable, IsEmpty());
    busy.before_open = [] {};
    settle({first, first + 39});
  }
}

TEST_F(ObservationTest, RecordsThatAreWrittenMeanwhileAreNoLoss) {
  append(1, 40);
  busy.before_open = [&] {
    const std::uint64_t next = store.next_sequence();
    append(next, next + 20);
    EXPECT_FALSE(store.checkpoint());
  };
  const auto recovery = observe(busy, folder).value();
  EXPECT_THAT(recovery.losses, IsEmpty());
  EXPECT_GE(recovery.records, 40U);
}

TEST_F(ObservationTest, ReadingGoesOnBehindWhatIsSettledMeanwhile) {
  append(1, 3'000);
  int opens = 0;
  std::vector<std::uint64_t> all;
  auto recovery = observe(busy, folder).value();
  EXPECT_THAT(recovery.losses, IsEmpty());
  const auto error = read_unsettled(busy, folder, std::move(recovery), [&](auto frame) {
    all.push_back(read_lead(frame.data()).sequence);
    if (all.size() == 500)
      busy.before_open = [&] {
        if (++opens == 1) settle({1, 2'500});
      };
  });
  ASSERT_FALSE(error);
  EXPECT_GE(opens, 1);
  EXPECT_TRUE(std::ranges::is_sorted(all));
  EXPECT_EQ(std::vector(all.end() - 500, all.end()), numbers(2'501, 3'000));
}

TEST_F(ObservationTest, ARecordThatIsMovedMeanwhileIsReadAtItsNewPlace) {
  append(1, 3'000);
  bool moved = false;
  std::vector<std::uint64_t> all;
  auto recovery = observe(busy, folder).value();
  EXPECT_THAT(recovery.losses, IsEmpty());
  const auto error = read_unsettled(busy, folder, std::move(recovery), [&](auto frame) {
    all.push_back(read_lead(frame.data()).sequence);
    if (moved) return;
    moved = true;
    // All but one are settled, and new segments take that one over.
    store.settle({1, 2'000});
    store.settle({2'002, 3'000});
    for (std::uint64_t next = 3'001; next <= 3'100; ++next) {
      append(next, next);
      store.settle({next, next});
      EXPECT_FALSE(store.checkpoint());
    }
  });
  ASSERT_FALSE(error);
  EXPECT_TRUE(std::ranges::is_sorted(all));
  EXPECT_EQ(std::ranges::count(all, 2'001U), 1);
  EXPECT_EQ(all.back(), 2'001U);
  EXPECT_LE(store.disk_bytes(), 5 * small_segment) << "its first place is gone";
}

TEST_F(ObservationTest, GivesUpWhenFilesGoAwayAgainAndAgain) {
  append(1, 40);
  busy.before_open = [&] {
    const std::uint64_t next = store.next_sequence();
    append(next, next + 30);
    settle({1, next + 29});
  };
  const auto recovery = observe(busy, folder);
  ASSERT_FALSE(recovery);
  EXPECT_EQ(recovery.error(), boost::system::errc::resource_unavailable_try_again);
}

TEST_F(ObservationTest, SaysWhatIsLostAndReadsTheRest) {
  append(1, 40);
  settle({1, 5});
  disk.bytes_of(folder + '/' + segment_name(2))[segment_head_bytes + 10] ^= 1;
  std::vector<std::uint64_t> all;
  auto recovery = observe(busy, folder).value();
  EXPECT_THAT(recovery.losses, ElementsAre(SegmentLoss{2, {{13, 13}}}));
  ASSERT_FALSE(read_unsettled(busy, folder, std::move(recovery), [&](auto frame) {
    all.push_back(read_lead(frame.data()).sequence);
  }));
  EXPECT_EQ(all.size(), 34U);
  EXPECT_EQ(std::ranges::count(all, 13U), 0);
}

}  // namespace
}  // namespace sluice::journal
