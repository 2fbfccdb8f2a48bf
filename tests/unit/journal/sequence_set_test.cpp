#include "gateway/journal/sequence_set.hpp"

#include <gmock/gmock.h>

#include <random>
#include <set>

#include "gateway/journal/crc32c.hpp"
#include "tests/support/seeded_random.hpp"

namespace sluice::journal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SequenceSetTest, InOrderItIsAWatermark) {
  SequenceSet set;
  for (std::uint64_t sequence = 1; sequence <= 5; ++sequence) set.add({sequence, sequence});
  EXPECT_EQ(set.through(), 5U);
  EXPECT_THAT(set.beyond(), IsEmpty());
}

TEST(SequenceSetTest, OneThatIsMissingCostsOneRange) {
  SequenceSet set;
  set.add({1, 6});
  for (std::uint64_t sequence = 100; sequence >= 8; --sequence) set.add({sequence, sequence});
  EXPECT_EQ(set.through(), 6U);
  EXPECT_THAT(set.beyond(), ElementsAre(std::pair{8U, 100U}));
  EXPECT_THAT(set.missing({3, 120}), ElementsAre(Range{7, 7}, Range{101, 120}));
  set.add({7, 7});
  EXPECT_EQ(set.through(), 100U);
}

TEST(SequenceSetTest, IsASet) {
  test::for_each_seed(200, [](test::SeededRandom& random) {
    SequenceSet set;
    std::set<std::uint64_t> model;
    for (int step = 0; step < 60; ++step) {
      const std::uint64_t first = 1 + random() % 120;
      const Range range{first, first + random() % 6};
      random.note("adds {} to {}", range.first, range.last);
      set.add(range);
      for (auto one = range.first; one <= range.last; ++one) model.insert(one);
      for (std::uint64_t one = 1; one < 130; ++one) {
        ASSERT_EQ(set.contains(one), model.contains(one));
      }
      ASSERT_EQ(set.last(), *model.rbegin());
      ASSERT_EQ(count_of(set.missing({1, 130})), 130 - model.size());
      ASSERT_FALSE(set.contains(set.through() + 1));
    }
  });
}

TEST(Crc32cTest, IsTheOneOfTheStandard) {
  EXPECT_EQ(crc32c(0, "123456789", 9), 0xE3069283U);
  EXPECT_EQ(crc32c(crc32c(0, "1234", 4), "56789", 5), 0xE3069283U);
}

}  // namespace
}  // namespace sluice::journal
