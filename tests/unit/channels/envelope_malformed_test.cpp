#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

#include "gateway/channels/wire/envelope.hpp"
#include "tests/unit/channels/padded_frame.hpp"

namespace sluice::channels {
namespace {

struct MalformedFrame {
  const char* name;
  std::string text;

  friend void PrintTo(const MalformedFrame& frame, std::ostream* out) { *out << frame.name; }
};

const MalformedFrame malformed_frames[] = {
    {"Empty", ""},
    {"Space", "   "},
    {"PlainText", "hello"},
    {"OpenBrace", "{"},
    {"EmptyObject", "{}"},
    {"List", R"([{"event":"e"}])"},
    {"Text", R"("event")"},
    {"Number", "1"},
    {"Null", "null"},
    {"NoEvent", R"({"channel":"c","data":1})"},
    {"EmptyEvent", R"({"event":""})"},
    {"NullEvent", R"({"event":null})"},
    {"NumberEvent", R"({"event":1})"},
    {"ObjectEvent", R"({"event":{"a":1}})"},
    {"EventTakenBack", R"({"event":"e","event":7})"},
    {"Truncated", R"({"event":"e","data":"abc)"},
    {"TruncatedAfterComma", R"({"event":"e",)"},
    {"TruncatedInData", R"({"event":"e","data":{"a":[1,2)"},
    {"NoColon", R"({"event" "e"})"},
    {"NoComma", R"({"event":"e" "data":1})"},
    {"NoValue", R"({"event":})"},
    {"KeyWithoutQuotes", R"({event:"e"})"},
    {"SingleQuotes", R"({'event':'e'})"},
    {"CommaAtTheEnd", R"({"event":"e",})"},
    {"TwoObjects", R"({"event":"e"}{"event":"f"})"},
    {"TextBehind", R"({"event":"e"} x)"},
    {"BraceBehind", R"({"event":"e"}})"},
    {"ZeroByteBehind", std::string("{\"event\":\"e\"}\0", 14)},
    {"ScalarBehindText", R"({"event":"e"x})"},
    {"ScalarBehindData", R"({"event":"e","data":"abc"x})"},
    {"InvalidUtf8InEvent", "{\"event\":\"\xff\"}"},
    {"InvalidUtf8InData", "{\"event\":\"e\",\"data\":\"\xc3(\"}"},
    {"SurrogateAsUtf8", "{\"event\":\"e\",\"data\":\"\xed\xa0\x80\"}"},
    {"CutUtf8", "{\"event\":\"e\",\"data\":\"\xf0\x9f\x98\"}"},
    {"NewlineInText", "{\"event\":\"e\",\"data\":\"a\nb\"}"},
    {"BadEscapeInEvent", R"({"event":"a\qb"})"},
    {"BadEscapeInChannel", R"({"event":"e","channel":"\u12"})"},
    {"ListWithTwoCommas", R"({"event":"e","data":[1,,2]})"},
    {"ListWithCommaAtTheEnd", R"({"event":"e","data":[1,2,]})"},
    {"ListClosedByBrace", R"({"event":"e","data":[1,2}})"},
    {"ListThatIsCut", R"({"event":"e","data":[1,2)"},
    {"ObjectWithoutColon", R"({"event":"e","data":{"a" 1}})"},
    {"BadEscapeDeepInData", R"({"event":"e","data":[{"a":"\x"}]})"},
    {"WrongLiteral", R"({"event":"e","data":nul})"},
    {"WrongNumber", R"({"event":"e","data":01})"},
    {"NotANumber", R"({"event":"e","data":NaN})"},
    {"NumberWithLetters", R"({"event":"e","data":12abc})"},
    {"UserIdWithLetters", R"({"event":"e","user_id":12abc})"},
    {"TooDeep",
     R"({"event":"e","data":)" + std::string(5'000, '[') + std::string(5'000, ']') + "}"},
    {"TooDeepAndCut", R"({"event":"e","data":)" + std::string(500'000, '[')},
};

class MalformedFrameTest : public testing::TestWithParam<MalformedFrame> {
 protected:
  EnvelopeParser parser_;
  Envelope envelope_;
};

TEST_P(MalformedFrameTest, IsRefusedWithAProblem) {
  const PaddedFrame frame(GetParam().text);
  EXPECT_FALSE(parser_.parse(frame.view(), envelope_));
  EXPECT_FALSE(parser_.problem().empty());
}

TEST_P(MalformedFrameTest, DoesNotDisturbTheNextMessage) {
  const PaddedFrame frame(GetParam().text);
  EXPECT_FALSE(parser_.parse(frame.view(), envelope_));
  const PaddedFrame next(R"({"event":"e","channel":"c","data":[1]})");
  ASSERT_TRUE(parser_.parse(next.view(), envelope_));
  EXPECT_EQ(envelope_.event, "e");
  EXPECT_EQ(envelope_.data, "[1]");
}

INSTANTIATE_TEST_SUITE_P(All, MalformedFrameTest, testing::ValuesIn(malformed_frames),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(EnvelopeParserTest, RefusesEveryCutOfAMessage) {
  const std::string_view whole =
      R"({"event":"client-a","channel":"presence-b","data":{"a":["\u00e9",1.5e3]},"user_id":"u"})";
  EnvelopeParser parser;
  Envelope envelope;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const PaddedFrame cut(whole.substr(0, size));
    EXPECT_FALSE(parser.parse(cut.view(), envelope)) << cut.view();
  }
}

}  // namespace
}  // namespace sluice::channels
