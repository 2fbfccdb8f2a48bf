#include "gateway/text/glob.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sluice::text {
namespace {

TEST(GlobTest, TakesEverythingButStarsAndQuestionMarksLiterally) {
  EXPECT_TRUE(glob_matches("private-orders", "private-orders"));
  EXPECT_FALSE(glob_matches("private-orders", "private-order"));
  EXPECT_FALSE(glob_matches("private-order", "private-orders"));
  EXPECT_TRUE(glob_matches("a[b].c", "a[b].c"));
  EXPECT_FALSE(glob_matches("a.c", "abc"));
}

TEST(GlobTest, StarTakesAnyRunIncludingNone) {
  EXPECT_TRUE(glob_matches("private-*", "private-"));
  EXPECT_TRUE(glob_matches("private-*", "private-orders"));
  EXPECT_FALSE(glob_matches("private-*", "presence-desk"));
  EXPECT_TRUE(glob_matches("*-orders", "private-orders"));
  EXPECT_TRUE(glob_matches("*ab*ab", "abxabab"));
  EXPECT_FALSE(glob_matches("*ab*ab", "xab"));
  EXPECT_TRUE(glob_matches("a**b", "ab"));
}

TEST(GlobTest, QuestionMarkTakesExactlyOneCharacter) {
  EXPECT_TRUE(glob_matches("room-?", "room-1"));
  EXPECT_FALSE(glob_matches("room-?", "room-"));
  EXPECT_FALSE(glob_matches("room-?", "room-12"));
  EXPECT_TRUE(glob_matches("?", "\xE2\x82\xAC"));
  EXPECT_FALSE(glob_matches("??", "\xE2\x82\xAC"));
  EXPECT_FALSE(glob_matches("*??", "\xE2\x82\xAC"));
}

TEST(GlobTest, EmptyMatchesOnlyEmpty) {
  EXPECT_TRUE(glob_matches("", ""));
  EXPECT_FALSE(glob_matches("", "a"));
  EXPECT_TRUE(glob_matches("*", ""));
}

TEST(GlobTest, KnowsThePatternsThatMatchEverything) {
  EXPECT_TRUE(glob_matches_everything(""));
  EXPECT_TRUE(glob_matches_everything("*"));
  EXPECT_TRUE(glob_matches_everything("**"));
  EXPECT_FALSE(glob_matches_everything("*?"));
  EXPECT_FALSE(glob_matches_everything("*a*"));
}

// Exponential backtracking would not end within the life of this machine.
TEST(GlobTest, EndsOnPatternsMadeToBacktrack) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "a*";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(10'000, 'a')));
  EXPECT_TRUE(glob_matches(pattern, std::string(10'000, 'a')));
}

}  // namespace
}  // namespace sluice::text
