#include "gateway/channels/json_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace sluice::channels {
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
  EXPECT_TRUE(is_json(nested(512)));
  EXPECT_FALSE(is_json(nested(1'000'000)));
  EXPECT_FALSE(is_json(std::string(1'000'000, '[')));
}

TEST(WriteJsonStringTest, StandsForTheTextByteForByte) {
  std::string every_byte_of_ascii;
  for (char c = 0; c < 127; ++c) every_byte_of_ascii.push_back(c);
  std::string token = "what was there before";
  for (const std::string& text :
       {std::string(), std::string("plain"), std::string(R"({"a":"\\\"b","n":1.10})"),
        std::string("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x99\x82 \x7f"), every_byte_of_ascii}) {
    ASSERT_TRUE(write_json_string(text, token)) << text;
    EXPECT_TRUE(is_json(token)) << token;
    EXPECT_EQ(nlohmann::json::parse(token).get<std::string>(), text);
  }
}

TEST(WriteJsonStringTest, LeavesAsItIsWhatNeedsNoEscape) {
  std::string token;
  ASSERT_TRUE(write_json_string("/\xc3\xa9\"\\\n", token));
  EXPECT_EQ(token, "\"/\xc3\xa9\\\"\\\\\\u000a\"");
}

TEST(WriteJsonStringTest, RefusesWhatIsNotUtf8) {
  std::string token;
  for (const auto* text : {"\xff", "a\xc3", "\xed\xa0\x80", "\xc0\xaf"}) {
    EXPECT_FALSE(write_json_string(text, token)) << text;
  }
}

}  // namespace
}  // namespace sluice::channels
