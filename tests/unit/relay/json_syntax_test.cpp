#include "gateway/relay/json_syntax.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sluice::relay {
namespace {

TEST(JsonSyntaxTest, TakesEveryFormThatTheGrammarHas) {
  for (const std::string_view text :
       {"{}", "[]", "null", "true", "false", "0", "-0", "12345678901234567890", "1.50", "1e9",
        "1E+9", "-2.5e-3", R"("")", R"("\"\\\/\b\f\n\r\t\u00aF\ud800")", "\"\x7F\xC3\xA9\"",
        " \t\r\n1 ", R"({"a":1,"a":[{}, [ ] ,"x"] , "b" : {"c":null}})"}) {
    EXPECT_TRUE(is_json(text)) << text;
  }
}

TEST(JsonSyntaxTest, RefusesEverythingElse) {
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

TEST(JsonSyntaxTest, GoesSoDeepAndNoDeeper) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(is_json(nested(128)));
  EXPECT_FALSE(is_json(nested(129)));
  EXPECT_FALSE(is_json(std::string(1'000'000, '[')));
}

}  // namespace
}  // namespace sluice::relay
