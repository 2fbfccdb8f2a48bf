#include "gateway/text/json_value.hpp"

#include <gtest/gtest.h>

#include <string>

#include "gateway/text/json_syntax.hpp"

namespace sluice::text {
namespace {

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(ParseJsonTest, ReadsAValue) {
  EXPECT_EQ(parse_json(R"( {"a":[1,-2,"x",null,true],"b":{"c":0.5}} )").dump(),
            R"({"a":[1,-2,"x",null,true],"b":{"c":0.5}})");
}

TEST(ParseJsonTest, IsDiscardedWhereThereIsNoJson) {
  for (const auto* text : {"", "{", "[1,]", "{}x", "\xEF\xBB\xBF{}", R"("\x")", "\"\xFF\""}) {
    EXPECT_TRUE(parse_json(text).is_discarded()) << text;
  }
}

TEST(ParseJsonTest, LeavesOutWhatIsDeeperThanTheLimit) {
  EXPECT_EQ(parse_json(nested(json_depth_max)).dump(), nested(json_depth_max));
  EXPECT_EQ(parse_json(nested(json_depth_max + 1)).dump(), nested(json_depth_max));
  EXPECT_EQ(parse_json(R"({"a":)" + nested(300'000) + R"(,"b":[1]})")["b"].dump(), "[1]");
}

TEST(ParseJsonTest, MakesALoneSurrogateAReplacementCharacter) {
  EXPECT_EQ(parse_json(R"(["\ud83d","\ud83d\ude00","\ude00\ud83d!","\\ud83d","\n\ud83d"])").dump(),
            "[\"\xEF\xBF\xBD\",\"\xF0\x9F\x98\x80\",\"\xEF\xBF\xBD\xEF\xBF\xBD!\",\"\\\\ud83d\","
            "\"\\n\xEF\xBF\xBD\"]");
}

TEST(ParseJsonTest, KeepsAFractionAsItIsWrittenWhereThatIsAskedFor) {
  EXPECT_EQ(parse_json("1.10").dump(), "1.1");
  EXPECT_EQ(parse_json("1.10", Fractions::as_written), "1.10");
  EXPECT_EQ(parse_json("12345678901234567890123", Fractions::as_written),
            "12345678901234567890123");
}

TEST(ParseJsonTest, LetsTheLastOfDuplicateKeysCount) {
  EXPECT_EQ(parse_json(R"({"a":[1],"a":2})").dump(), R"({"a":2})");
}

}  // namespace
}  // namespace sluice::text
