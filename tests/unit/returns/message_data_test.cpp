#include "gateway/returns/message_data.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace sluice::returns {
namespace {

using namespace std::string_literals;

std::string data(const std::string& payload, BinaryPolicy binary = BinaryPolicy::refuse,
                 std::string_view wrap_text = {}) {
  const Message message{.topic = {}, .key = {}, .payload = payload, .headers = {}};
  MessageReader reader{message};
  return event_data(reader, binary, wrap_text).value_or("refused");
}

TEST(MessageDataTest, PassesJsonOnByteForByte) {
  for (const std::string& json :
       {R"({"b":1, "a":[12345678901234567890123]})"s, "\"text\""s, "1.10"s, "null"s, " [] \n"s}) {
    EXPECT_EQ(data(json), json);
  }
}

TEST(MessageDataTest, MakesAJsonStringOfOtherText) {
  EXPECT_EQ(data("on"), R"("on")");
  EXPECT_EQ(data(""), R"("")");
  EXPECT_EQ(data("say \"h\u00e9\"\n\\"), "\"say \\\"h\u00e9\\\"\\n\\\\\"");
  EXPECT_EQ(data("1\0"s), R"("1\u0000")");
  EXPECT_EQ(data("{} trailing"), R"("{} trailing")");
}

TEST(MessageDataTest, RefusesOrEncodesWhatIsNotText) {
  const std::string binary = "\xFF\x00\x10"s;
  EXPECT_EQ(data(binary), "refused");
  EXPECT_EQ(data(binary, BinaryPolicy::base64), R"("/wAQ")");
  EXPECT_EQ(data("\xFF", BinaryPolicy::base64), R"("/w==")");
  EXPECT_EQ(data("text", BinaryPolicy::base64), R"("text")");
}

TEST(MessageDataTest, WrapsWhatIsNeitherAnObjectNorAListWhereThatIsAskedFor) {
  const auto wrapped = [](const std::string& payload) {
    return data(payload, BinaryPolicy::base64, "a \"value\"");
  };
  EXPECT_EQ(wrapped("on"), R"({"a \"value\"":"on"})");
  EXPECT_EQ(wrapped(" 1.10 "), R"({"a \"value\"": 1.10 })");
  EXPECT_EQ(wrapped("\"text\""), R"({"a \"value\"":"text"})");
  EXPECT_EQ(wrapped("\xFF"), R"({"a \"value\"":"/w=="})");
  for (const std::string& json : {R"({"b":1})"s, " [1] \n"s}) EXPECT_EQ(wrapped(json), json);
}

}  // namespace
}  // namespace sluice::returns
