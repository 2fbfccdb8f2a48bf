#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "gateway/channels/subscription/members.hpp"
#include "gateway/channels/wire/messages.hpp"
#include "gateway/text/json_syntax.hpp"

namespace sluice::channels {
namespace {

using InfoByUser = std::map<std::string, std::string, std::less<>>;

std::string encoded(std::string_view text) {
  return nlohmann::json(text).dump();
}

InfoByUser members_of(std::string_view presence) {
  auto snapshot = read_presence_snapshot(encoded(R"({"presence":)" + std::string(presence) + "}"));
  EXPECT_TRUE(snapshot) << presence;
  Members members;
  if (snapshot) members.replace(std::move(*snapshot));
  return members.all();
}

TEST(PresenceSnapshotTest, HoldsIdsAndWhatIsKnownOfThem) {
  EXPECT_EQ(members_of(R"({"count":2,"ids":["1","2"],"hash":{"1":{"name":"A"},"2":null}})"),
            (InfoByUser{{"1", R"({"name":"A"})"}, {"2", ""}}));
}

TEST(PresenceSnapshotTest, IsTheUnionOfIdsAndHash) {
  EXPECT_EQ(members_of(R"({"ids":["1","2"],"hash":{"2":1,"3":"x"}})"),
            (InfoByUser{{"1", ""}, {"2", "1"}, {"3", R"("x")"}}));
}

TEST(PresenceSnapshotTest, TakesANumberAndItsTextForOneUser) {
  EXPECT_EQ(members_of(R"({"ids":[1,"1",2,9007199254740993],"hash":{"1":{"n":1}}})"),
            (InfoByUser{{"1", R"({"n":1})"}, {"2", ""}, {"9007199254740993", ""}}));
}

TEST(PresenceSnapshotTest, AcceptsAnEmptyHashWrittenAsAList) {
  EXPECT_EQ(members_of(R"({"count":0,"ids":[],"hash":[]})"), InfoByUser());
  EXPECT_EQ(members_of(R"({"ids":["7"],"hash":[]})"), (InfoByUser{{"7", ""}}));
}

TEST(PresenceSnapshotTest, AcceptsMissingAndNullLists) {
  EXPECT_EQ(members_of("{}"), InfoByUser());
  EXPECT_EQ(members_of(R"({"ids":null,"hash":{"1":{}}})"), (InfoByUser{{"1", "{}"}}));
  EXPECT_EQ(members_of(R"({"ids":["1"],"hash":null})"), (InfoByUser{{"1", ""}}));
}

TEST(PresenceSnapshotTest, PassesOverIdsThatAreNone) {
  EXPECT_EQ(members_of(R"({"ids":[null,"",1.5,{},[],true,"a"]})"), (InfoByUser{{"a", ""}}));
}

TEST(PresenceSnapshotTest, IsReadFromAnObjectAndFromTextEncodedTwice) {
  const std::string data = R"({"presence":{"ids":["1"]}})";
  for (const auto& token : {data, encoded(data), encoded(encoded(data))}) {
    const auto snapshot = read_presence_snapshot(token);
    ASSERT_TRUE(snapshot) << token;
    ASSERT_EQ(snapshot->size(), 1U) << token;
    EXPECT_EQ(snapshot->front().user_id, "1") << token;
  }
}

TEST(PresenceSnapshotTest, LetsTheLastOfDuplicateKeysCount) {
  EXPECT_EQ(members_of(R"({"ids":["1"],"hash":{"2":1,"2":2},"ids":["2"]})"),
            (InfoByUser{{"2", "2"}}));
}

TEST(PresenceSnapshotTest, IsNothingWithoutPresence) {
  for (const auto* data : {"", "{}", R"("{}")", "null", R"({"presence":null})",
                           R"({"presence":[]})", R"("nonsense")"}) {
    EXPECT_FALSE(read_presence_snapshot(data)) << data;
  }
}

TEST(PresenceSnapshotTest, LeavesOutInfoThatIsNestedWithoutEnd) {
  constexpr std::size_t depth = 300'000;
  const std::string deep = std::string(depth, '[') + std::string(depth, ']');
  const auto members = members_of(R"({"ids":["1"],"hash":{"1":)" + deep + R"(,"2":{"a":[1]}}})");
  ASSERT_EQ(members.size(), 2U);
  EXPECT_LE(members.at("1").size(), 2 * text::json_depth_max);
  EXPECT_EQ(members.at("2"), R"({"a":[1]})");
}

TEST(PresenceSnapshotTest, IsNotLostForALoneSurrogate) {
  EXPECT_EQ(members_of(R"({"ids":["1","a\ud83d"],"hash":{"1":{"name":"A\udc00"}}})"),
            (InfoByUser{{"1", "{\"name\":\"A\xEF\xBF\xBD\"}"}, {"a\xEF\xBF\xBD", ""}}));
}

TEST(MemberTest, IsReadFromTextFromAnObjectAndFromTextEncodedTwice) {
  const std::string text = R"({"user_id":"u","user_info":{"a":1}})";
  for (const auto& data : {text, encoded(text), encoded(encoded(text))}) {
    const auto member = read_member(data);
    ASSERT_TRUE(member) << data;
    EXPECT_EQ(member->user_id, "u");
    EXPECT_EQ(member->user_info, R"({"a":1})");
  }
}

TEST(MemberTest, HasANumberAsIdByItsText) {
  EXPECT_EQ(read_member(R"({"user_id":3})")->user_id, "3");
  EXPECT_EQ(read_member(R"({"user_id":9007199254740993})")->user_id, "9007199254740993");
}

TEST(MemberTest, MayHaveMoreThanAnyoneNeeds) {
  const auto member = read_member(R"({"user_id":"v","extra":{"a":1},"user_id":"u","user_info":7})");
  ASSERT_TRUE(member);
  EXPECT_EQ(member->user_id, "u");
  EXPECT_EQ(member->user_info, "7");
}

TEST(MemberTest, HasNoInfoWhenItIsNullOrAbsent) {
  EXPECT_EQ(read_member(R"({"user_id":"u","user_info":null})")->user_info, "");
  EXPECT_EQ(read_member(R"({"user_id":"u","extra":[1]})")->user_info, "");
}

TEST(MemberTest, IsNothingWithoutAUserId) {
  for (const auto* data : {"", "null", "{}", R"({"user_id":null})", R"({"user_id":""})",
                           R"({"user_id":7.5})", R"({"user_id":{}})", R"("u")"}) {
    EXPECT_FALSE(read_member(data)) << data;
  }
}

TEST(MemberTest, IsWrittenAsServersDo) {
  EXPECT_EQ(member_data({"u", R"({"a":"b"})"}),
            R"("{\"user_id\":\"u\",\"user_info\":{\"a\":\"b\"}}")");
  EXPECT_EQ(member_data({"a\"b", ""}), encoded(R"({"user_id":"a\"b"})"));
}

TEST(MemberTest, IsReadAsItWasWritten) {
  const auto member = read_member(member_data({"\xc3\xa9\n", R"({"n":18446744073709551615})"}));
  ASSERT_TRUE(member);
  EXPECT_EQ(member->user_id, "\xc3\xa9\n");
  EXPECT_EQ(member->user_info, R"({"n":18446744073709551615})");
}

}  // namespace
}  // namespace sluice::channels
