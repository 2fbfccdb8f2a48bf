#include "gateway/channels/wire/message_head.hpp"

#include <gtest/gtest.h>

namespace sluice::channels {
namespace {

TEST(MessageHeadTest, NamesEventAndChannelThatStandInFrontOfTheCut) {
  for (const auto* text : {
           R"({"event":"e\"1","channel":"presence-a","data":"{\"presence\":)",
           R"( { "channel" : "presence-a" , "other" : [1,{"a":"]}"},-2.5] , "event":"e\"1", "da)",
           R"({"n":null,"event":"e\"1","o":{"event":"no"},"channel":"presence-a"})",
       }) {
    const auto head = read_message_head(text);
    EXPECT_EQ(head.event, "e\"1") << text;
    EXPECT_EQ(head.channel, "presence-a") << text;
  }
}

TEST(MessageHeadTest, IsEmptyWhereTheNamesStandBehindTheCut) {
  for (const auto* text :
       {"", "{", "[1", R"({"event")", R"({"event":"e)", R"({"data":"x)", R"({"data":{"a":[1,)",
        R"({"data":{"event":"e"},)", "}}}]", R"({"a":]]})"}) {
    const auto head = read_message_head(text);
    EXPECT_EQ(head.event, "") << text;
    EXPECT_EQ(head.channel, "") << text;
  }
}

TEST(MessageHeadTest, MayBeCutAnywhere) {
  const std::string text = R"({"event":"e\\","channel":"c","data":{"a":"\"","b":[{},[]]},"n":1})";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto head = read_message_head(std::string_view(text).substr(0, size));
    EXPECT_TRUE(head.channel.empty() || head.channel == "c") << size;
  }
}

}  // namespace
}  // namespace sluice::channels
