#include "gateway/text/template_text.hpp"

#include <gtest/gtest.h>

namespace sluice::text {
namespace {

TEST(LiteralTextTest, LeavesTheValuesOut) {
  const auto literal = literal_text("a/{channel}/{{b}}/{user_id|raw}.");
  ASSERT_TRUE(literal);
  EXPECT_EQ(literal->text, "a//{b}/.");
  EXPECT_FALSE(literal->is_whole);
}

TEST(LiteralTextTest, IsTheWholeTextWhereThereAreNoValues) {
  const auto literal = literal_text("a{{b");
  ASSERT_TRUE(literal);
  EXPECT_EQ(literal->text, "a{b");
  EXPECT_TRUE(literal->is_whole);
}

TEST(LiteralTextTest, IsEmptyForAPlaceholderAlone) {
  const auto literal = literal_text("{channel}");
  ASSERT_TRUE(literal);
  EXPECT_EQ(literal->text, "");
  EXPECT_FALSE(literal->is_whole);
}

TEST(LiteralTextTest, NeedsBalancedBraces) {
  EXPECT_EQ(literal_text("a{b").error().message,
            "unbalanced { at character 2; write {{ for the brace itself");
}

}  // namespace
}  // namespace sluice::text
