#include "gateway/relay/route_letters.hpp"

#include <gtest/gtest.h>

namespace sluice::relay {
namespace {

/// Marks are on disks: another program version must find the same.
TEST(MarkTest, IsTheSameInEveryProgram) {
  EXPECT_EQ(static_cast<std::uint32_t>(mark_of("events", "sluice.dead")), 474'698'572U);
}

TEST(MarkTest, DiffersBySinkAndTopicAndIsNeverOneOfTheNamedValues) {
  EXPECT_NE(mark_of("a", "b"), mark_of("b", "a"));
  EXPECT_NE(mark_of("a", "bc"), mark_of("ab", "c"));
  EXPECT_NE(mark_of("", ""), DeadLetterMark::none);
  EXPECT_NE(mark_of("", ""), DeadLetterMark::is_letter);
}

}  // namespace
}  // namespace sluice::relay
