#include "gateway/text/json_tree.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sluice::text {
namespace {

using namespace std::string_literals;

std::string text_at(std::string_view json, const std::string& pointer) {
  const auto tree = JsonTree::parse(json);
  return tree ? tree->text_at(pointer).value_or("nothing") : "not JSON";
}

TEST(JsonTreeTest, FindsTheTextOfAStringNumberOrBoolean) {
  constexpr std::string_view json = R"({"a":{"b":["x",true,-7]},"s~/t":"\u00e9\n"})";
  EXPECT_EQ(text_at(json, "/a/b/0"), "x");
  EXPECT_EQ(text_at(json, "/a/b/1"), "true");
  EXPECT_EQ(text_at(json, "/a/b/2"), "-7");
  EXPECT_EQ(text_at(json, "/s~0~1t"), "\u00e9\n");
  EXPECT_EQ(text_at("42", ""), "42");
}

TEST(JsonTreeTest, KeepsNumbersAsTheyAreWritten) {
  constexpr std::string_view json =
      R"([18446744073709551615, 123456789012345678901234, 1.10, 1E2])";
  EXPECT_EQ(text_at(json, "/0"), "18446744073709551615");
  EXPECT_EQ(text_at(json, "/1"), "123456789012345678901234");
  EXPECT_EQ(text_at(json, "/2"), "1.10");
  EXPECT_EQ(text_at(json, "/3"), "1E2");
}

TEST(JsonTreeTest, HasNoTextForContainersNullAndWhatIsNotThere) {
  constexpr std::string_view json = R"({"o":{},"n":null,"a":[1]})";
  for (const char* pointer : {"", "/o", "/n", "/a", "/x", "/a/1", "/a/-", "/a/x", "/a/01", "/n/x",
                              "/a/99999999999999999999999", "no pointer"}) {
    EXPECT_EQ(text_at(json, pointer), "nothing") << pointer;
  }
}

TEST(JsonTreeTest, TakesTheLastOfTwoEqualKeys) {
  EXPECT_EQ(text_at(R"({"a":1,"a":[2,3],"a":4})", "/a"), "4");
}

TEST(JsonTreeTest, TakesOneJsonTextAndNothingElse) {
  for (const std::string& text :
       {""s, "{"s, "{} {}"s, "{'a':1}"s, "nul"s, "[1,]"s, "// note\n1"s, "\xEF\xBB\xBF{}"s, "1\0"s,
        "1\0 and more"s, "\"\xFF\""s, "NaN"s}) {
    EXPECT_FALSE(JsonTree::parse(text)) << text;
  }
  EXPECT_TRUE(JsonTree::parse(" \r\n\t{} \n"));
}

TEST(JsonTreeTest, IsNotExhaustedByNesting) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_TRUE(JsonTree::parse(deep));
}

TEST(JsonTreeTest, KnowsAPointerWhenItSeesOne) {
  for (const char* pointer : {"", "/", "/a/0/~0~1"}) EXPECT_TRUE(is_json_pointer(pointer));
  for (const char* pointer : {"a", "a/b", "/~", "/~2"}) EXPECT_FALSE(is_json_pointer(pointer));
}

}  // namespace
}  // namespace sluice::text
