#include "gateway/text/json_syntax.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sluice::text {
namespace {

TEST(IsJsonTest, HoldsForEveryKindOfValue) {
  for (const auto* text : {"null", "true", "false", "0", "-0", "10", "-1.5", "0.0", "1e5", "1E+05",
                           "1.5e-300", "\"\"", "{}", "[]", " [ ] ", "{ \"a\" : 1 , \"b\" : [ ] }",
                           R"(["\"\\\/\b\f\n\r\t\u0aFf"])", R"({"":{"":[[],{}]}})"}) {
    EXPECT_TRUE(is_json(text)) << text;
  }
}

TEST(IsJsonTest, HoldsForWhatAValueCouldNotKeep) {
  for (const auto* text : {"123456789012345678901234567890", "1e400", "-1e-400",
                           "3.14159265358979323846264338327950288", R"("\ud800")", R"("\u0000")"}) {
    EXPECT_TRUE(is_json(text)) << text;
  }
}

TEST(IsJsonTest, DoesNotHoldForAnythingElse) {
  for (const auto* text :
       {"",         " ",         "nul",       "nulll", "True",  "01",       "-",
        "+1",       "1.",        ".5",        "1e",    "1e+",   "--1",      "0x1",
        "1 2",      "NaN",       "Infinity",  "\"",    "\"a",   "\"\\\"",   "\"\\q\"",
        "\"\\u1\"", "\"a\nb\"",  "'a'",       "[",     "]",     "[1",       "[1,",
        "[1,]",     "[,1]",      "[1 2]",     "[1}",   "{",     "}",        "{\"a\"",
        "{\"a\":",  "{\"a\":1",  "{\"a\" 1}", "{a:1}", "{1:1}", "{\"a\":}", "{\"a\":1,}",
        "{,}",      "{\"a\":1]", "[]]",       "{}{}",  "[1]x",  "//"}) {
    EXPECT_FALSE(is_json(text)) << text;
  }
}

TEST(IsJsonTest, DoesNotReadBehindTheText) {
  const std::string text = R"({"a":true})";
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(is_json({text.data(), size})) << size;
  }
}

TEST(IsJsonTest, BoundsTheDepth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(is_json(nested(json_depth_max)));
  EXPECT_FALSE(is_json(nested(json_depth_max + 1)));
  EXPECT_FALSE(is_json(nested(1'000'000)));
  EXPECT_FALSE(is_json(std::string(1'000'000, '[')));
}

TEST(IsJsonTest, TakesEveryFormThatTheGrammarHas) {
  for (const std::string_view text :
       {"{}", "[]", "null", "true", "false", "0", "-0", "12345678901234567890", "1.50", "1e9",
        "1E+9", "-2.5e-3", R"("")", R"("\"\\\/\b\f\n\r\t\u00aF\ud800")", "\"\x7F\xC3\xA9\"",
        " \t\r\n1 ", R"({"a":1,"a":[{}, [ ] ,"x"] , "b" : {"c":null}})"}) {
    EXPECT_TRUE(is_json(text)) << text;
  }
}

TEST(IsJsonTest, RefusesWhatLooksMuchLikeIt) {
  for (const std::string_view text : {"",
                                      " ",
                                      "hello",
                                      "nul",
                                      "truex",
                                      "01",
                                      "-",
                                      "+1",
                                      "1.",
                                      ".5",
                                      "1e",
                                      "1e+",
                                      "0x1",
                                      "NaN",
                                      "'a'",
                                      "\"",
                                      "\"a",
                                      "\"\n\"",
                                      R"("\x")",
                                      R"("\u12g4")",
                                      R"("\u12)",
                                      R"("\)",
                                      "[",
                                      "[1",
                                      "[1,]",
                                      "[,1]",
                                      "[1 2]",
                                      "{",
                                      "{1:2}",
                                      R"({"a"})",
                                      R"({"a":})",
                                      R"({"a":1,})",
                                      R"({"a":1 "b":2})",
                                      "[}",
                                      "{]",
                                      "1 1",
                                      "{}x",
                                      "\xEF\xBB\xBF{}"}) {
    EXPECT_FALSE(is_json(text)) << text;
  }
}

}  // namespace
}  // namespace sluice::text
