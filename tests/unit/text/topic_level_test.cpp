#include "gateway/text/topic_level.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace sluice::text {
namespace {

std::string encoded(std::string_view value) {
  std::vector<char> room(topic_level_bound(value));
  Writer out{room};
  encode_topic_level(value, out);
  return std::string{out.written()};
}

TEST(TopicLevelTest, KeepsWhatATopicMayHave) {
  for (const std::string value :
       {"", "ann", "presence-desk", "a b", "$x", "gr\xc3\xbc\xc3\x9f", "\xf0\x9f\x98\x80"}) {
    EXPECT_EQ(encoded(value), value);
  }
}

TEST(TopicLevelTest, EncodesWhatMqttForbidsOrDiscouragesInALevel) {
  EXPECT_EQ(encoded("+4915112345"), "%2B4915112345");
  EXPECT_EQ(encoded("ann#1"), "ann%231");
  EXPECT_EQ(encoded("a/b"), "a%2Fb");
  EXPECT_EQ(encoded("50%"), "50%25");
  EXPECT_EQ(encoded({"\0\x01\x7f", 3}), "%00%01%7F");
  EXPECT_EQ(encoded("\xc2\x80"), "%C2%80") << "U+0080";
  EXPECT_EQ(encoded("\xef\xbf\xbf"), "%EF%BF%BF") << "U+FFFF";
  EXPECT_EQ(encoded("\xef\xb7\x90"), "%EF%B7%90") << "U+FDD0";
}

TEST(TopicLevelTest, EncodesBytesThatAreNotUtf8) {
  EXPECT_EQ(encoded("\xc3("), "%C3(");
  EXPECT_EQ(encoded("a\xff"), "a%FF");
  EXPECT_EQ(encoded("\xed\xa0\x80"), "%ED%A0%80") << "a surrogate";
}

TEST(TopicLevelTest, GivesEachValueBack) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (const std::string& value : {all, std::string{"%2B"}, std::string{"\xef\xbf\xbf/+"}}) {
    EXPECT_EQ(decode_topic_level(encoded(value)), value);
  }
  EXPECT_EQ(decode_topic_level("%2b"), "+") << "as others may write it";
}

TEST(TopicLevelTest, DecodesNothingThatNoEncodingMade) {
  for (const std::string level : {"%", "a%2", "%zz", "100% sure", "%+1"}) {
    EXPECT_EQ(decode_topic_level(level), std::nullopt) << level;
  }
}

}  // namespace
}  // namespace sluice::text
