#include "gateway/channels/wire/envelope.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "tests/unit/channels/padded_frame.hpp"

namespace sluice::channels {
namespace {

class EnvelopeTest : public testing::Test {
 protected:
  Envelope read(std::string_view text) {
    frame_.emplace(text);
    Envelope envelope;
    EXPECT_TRUE(parser_.parse(frame_->view(), envelope)) << text << ": " << parser_.problem();
    return envelope;
  }
  std::string data_of(std::string_view token) {
    return std::string(
        read(R"({"event":"e","channel":"c","data":)" + std::string(token) + "}").data);
  }

  EnvelopeParser parser_;
  std::optional<PaddedFrame> frame_;
};

TEST_F(EnvelopeTest, TakesAMessageApart) {
  const auto envelope =
      read(R"({"event":"client-move","channel":"presence-desk","data":"{\"x\":1}","user_id":"7"})");
  EXPECT_EQ(envelope.event, "client-move");
  EXPECT_EQ(envelope.channel, "presence-desk");
  EXPECT_EQ(envelope.data, R"("{\"x\":1}")");
  EXPECT_EQ(envelope.user_id, "7");
}

TEST_F(EnvelopeTest, LeavesOutWhatIsAbsent) {
  const auto envelope = read(R"({"event":"pusher:ping"})");
  EXPECT_EQ(envelope.event, "pusher:ping");
  EXPECT_TRUE(envelope.channel.empty());
  EXPECT_TRUE(envelope.data.empty());
  EXPECT_TRUE(envelope.user_id.empty());
}

TEST_F(EnvelopeTest, ForgetsThePreviousMessage) {
  (void)read(R"({"event":"a","channel":"c","data":1,"user_id":"u"})");
  EXPECT_TRUE(read(R"({"event":"b"})").channel.empty());
  EXPECT_TRUE(read(R"({"event":"b"})").data.empty());
}

TEST_F(EnvelopeTest, TakesTheKeysInAnyOrderAndSkipsUnknownOnes) {
  const auto envelope = read(
      R"({"x":{"event":"no","data":[1]},"data":{"event":"no"},"channel":"c","y":[],"event":"e"})");
  EXPECT_EQ(envelope.event, "e");
  EXPECT_EQ(envelope.channel, "c");
  EXPECT_EQ(envelope.data, R"({"event":"no"})");
}

TEST_F(EnvelopeTest, ReadsAKeyThatIsWrittenWithEscapes) {
  EXPECT_EQ(read(R"({"\u0065vent":"e"})").event, "e");
}

TEST_F(EnvelopeTest, UnescapesNames) {
  EXPECT_EQ(read(R"({"event":"App\\Events\\OrderShipped"})").event, R"(App\Events\OrderShipped)");
  EXPECT_EQ(read(R"({"event":"a\/b"})").event, "a/b");
  EXPECT_EQ(read(R"({"event":"caf\u00e9 \ud83d\ude00"})").event, "café 😀");
  EXPECT_EQ(read(R"({"event":"e","channel":"a\u002db"})").channel, "a-b");
}

TEST_F(EnvelopeTest, LetsTheLastOfDuplicateKeysCount) {
  const auto envelope = read(R"({"event":"a","channel":"c","data":1,"user_id":"u",)"
                             R"("event":"b","channel":"d","data":"2","user_id":3})");
  EXPECT_EQ(envelope.event, "b");
  EXPECT_EQ(envelope.channel, "d");
  EXPECT_EQ(envelope.data, R"("2")");
  EXPECT_EQ(envelope.user_id, "3");
}

TEST_F(EnvelopeTest, LetsALaterNullTakeAFieldBack) {
  const auto envelope =
      read(R"({"event":"e","channel":"c","user_id":"u","channel":null,"user_id":null})");
  EXPECT_TRUE(envelope.channel.empty());
  EXPECT_TRUE(envelope.user_id.empty());
}

TEST_F(EnvelopeTest, KeepsDataOfNullApartFromNoData) {
  EXPECT_EQ(read(R"({"event":"e","data":"x","data":null})").data, "null");
  EXPECT_EQ(read(R"({"event":"e","data":"null"})").data, R"("null")");
  EXPECT_EQ(read(R"({"event":"e"})").data, "");
}

TEST_F(EnvelopeTest, TakesANumberAsUserIdByItsText) {
  EXPECT_EQ(read(R"({"event":"e","user_id":3 })").user_id, "3");
  EXPECT_EQ(read(R"({"event":"e","user_id":-1,"x":0})").user_id, "-1");
  EXPECT_EQ(read(R"({"event":"e","user_id":123456789012345678901234567890})").user_id,
            "123456789012345678901234567890");
}

TEST_F(EnvelopeTest, TakesOtherTypesForNoUserId) {
  for (const auto* token : {"null", "true", "{}", "[1]", "\"\""}) {
    EXPECT_TRUE(
        read(R"({"event":"e","user_id":)" + std::string(token) + R"(,"x":1})").user_id.empty())
        << token;
  }
}

TEST_F(EnvelopeTest, AcceptsWhitespaceAnywhere) {
  const auto envelope =
      read(" \r\n{ \"event\" : \"e\" ,\t\"data\" : { \"a\" : 1 } ,\"user_id\" : 7\n} \n");
  EXPECT_EQ(envelope.event, "e");
  EXPECT_EQ(envelope.data, R"({ "a" : 1 })");
  EXPECT_EQ(envelope.user_id, "7");
}

TEST_F(EnvelopeTest, ReadsAMessageOfAMegabyte) {
  const std::string text(1 << 20, 'x');
  EXPECT_EQ(data_of('"' + text + '"').size(), text.size() + 2);
}

TEST_F(EnvelopeTest, ReadsASmallMessageAfterALargeOne) {
  (void)data_of("[" + std::string(100'000, ' ') + "]");
  EXPECT_EQ(data_of("1"), "1");
}

TEST_F(EnvelopeTest, ReplacesALoneSurrogateInANameAndKeepsTheMessage) {
  const auto envelope = read(
      R"({"event":"a\ud83d\"b","channel":"c\udc00\ud83d\ude00","data":"\ud83d","user_id":"\ud800"})");
  EXPECT_EQ(envelope.event, "a\xEF\xBF\xBD\"b");
  EXPECT_EQ(envelope.channel, "c\xEF\xBF\xBD\xF0\x9F\x98\x80");
  EXPECT_EQ(envelope.data, R"("\ud83d")");
  EXPECT_EQ(envelope.user_id, "\xEF\xBF\xBD");
  EXPECT_EQ(read(R"({"event":"next"})").event, "next");
}

TEST_F(EnvelopeTest, LeavesTheEscapesOfTextToWhoeverUnescapesIt) {
  EXPECT_EQ(data_of(R"("a\qb\u12")"), R"("a\qb\u12")");
}

TEST_F(EnvelopeTest, ReadsDataAsDeepAsAnyoneNeeds) {
  const std::string deep = std::string(500, '[') + std::string(500, ']');
  EXPECT_EQ(data_of(deep), deep);
}

/// Every shape that `data` comes in: its token is handed on byte for byte.
class DataTokenTest : public EnvelopeTest, public testing::WithParamInterface<const char*> {};

TEST_P(DataTokenTest, IsHandedOnAsSent) {
  EXPECT_EQ(data_of(GetParam()), GetParam());
}

TEST_P(DataTokenTest, IsHandedOnWithoutTheSpaceAroundIt) {
  const std::string spaced = " \t" + std::string(GetParam()) + "\r\n ";
  EXPECT_EQ(data_of(spaced), GetParam());
  EXPECT_EQ(data_of(spaced + R"(,"more":1)"), GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    All, DataTokenTest,
    testing::Values(R"("")", R"("plain text")", R"("{\"price\":1.10,\"id\":9007199254740993}")",
                    R"("\u0000\ud800 \/ \n")", R"("ends with a backslash \\")", R"("κόσμε 😀")",
                    "{}", "[]", "null", "true", "false", "0", "-0.0", "1e400",
                    "123456789012345678901234567890", "3.141592653589793238462643383279",
                    R"({"z":1,"a":{"b":[1, 2 ,{"c":null}]},"z":2})", R"([[],{},"]"])",
                    R"({"event":"inner","channel":"inner"})"));

}  // namespace
}  // namespace sluice::channels
