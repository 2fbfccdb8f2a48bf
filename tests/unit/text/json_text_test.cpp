#include "gateway/text/json_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "gateway/text/json_syntax.hpp"

namespace sluice::text {
namespace {

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
}  // namespace sluice::text
