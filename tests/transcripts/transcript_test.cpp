#include "tests/transcripts/transcript.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "tests/transcripts/replay.hpp"

// What real servers send in every situation that is known, and what Sluice makes of it. README.md
// has the words; the files are in cases/.
namespace sluice::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class TranscriptTest : public testing::TestWithParam<std::string> {};

TEST_P(TranscriptTest, GoesAsWritten) {
  EXPECT_THAT(replay(read_transcript(GetParam())), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Of, TranscriptTest, testing::ValuesIn(transcript_names()),
                         [](const auto& instance) {
                           std::string name = instance.param;
                           std::ranges::replace_if(
                               name, [](char c) { return c == '/' || c == '-'; }, '_');
                           return name;
                         });

TEST(TranscriptsTest, AreEightyOfEveryDialect) {
  const auto names = transcript_names();
  EXPECT_GE(names.size(), 80U);
  std::set<std::string> dialects;
  for (const auto& name : names) dialects.insert(name.substr(0, name.find('/')));
  EXPECT_THAT(dialects, ElementsAre("clones", "pusher", "reverb", "sockudo", "soketi"));
}

/// A transcript that goes as written, and is to be spoilt.
constexpr const char* good = R"(
wants trades
@
< {"event":"pusher:connection_established","data":"{\"socket_id\":\"1.1\"}"}
> {"data":{"channel":"trades"},"event":"pusher:subscribe"}
< {"event":"pusher_internal:subscription_succeeded","channel":"trades","data":"{}"}
< {"event":"tick","channel":"trades","data":"1"}
event message trades tick "1"
is connected
channel trades subscribed
counts malformed 0
! 4100
again 1s..2s
says warn connection lost
+ next try
@
)";

std::vector<std::string> replay_spoilt(const std::string& line, const std::string& instead) {
  std::string text{good};
  const auto at = text.find("\n" + line + "\n");
  EXPECT_NE(at, std::string::npos) << line;
  text.replace(at + 1, line.size(), instead);
  return replay({"spoilt", parse_notation(text)});
}

TEST(ReplayTest, FindsNothingWrongWhenAllGoesAsWritten) {
  EXPECT_THAT(replay({"good", parse_notation(good)}), IsEmpty());
}

struct Spoilt {
  const char* line;
  const char* instead;
  const char* problem;

  friend void PrintTo(const Spoilt& row, std::ostream* out) { *out << row.instead; }
};

class SpoiltTranscriptTest : public testing::TestWithParam<Spoilt> {};

TEST_P(SpoiltTranscriptTest, DoesNotGoAsWritten) {
  EXPECT_THAT(replay_spoilt(GetParam().line, GetParam().instead),
              ElementsAre(HasSubstr(GetParam().problem)));
}

INSTANTIATE_TEST_SUITE_P(
    All, SpoiltTranscriptTest,
    testing::Values(
        Spoilt{"event message trades tick \"1\"", "event message trades tick \"2\"",
               "spoilt:8: it did: event message trades tick \"1\""},
        Spoilt{"event message trades tick \"1\"", "#", "it also did: event message"},
        Spoilt{"is connected", "event message trades tick \"1\"", "it did nothing instead of"},
        Spoilt{"is connected", "is waiting", "the connection is connected, not waiting"},
        Spoilt{"is connected", "sees nothing", "it did nothing instead of: sees nothing"},
        Spoilt{"channel trades subscribed", "channel trades failed", "trades is subscribed"},
        Spoilt{"channel trades subscribed", "channel other subscribed", "other is unknown"},
        Spoilt{"counts malformed 0", "counts malformed 1", "malformed is 0, not 1"},
        Spoilt{"counts malformed 0", "counts sheep 1", "nobody counts 'sheep'"},
        Spoilt{"counts malformed 0", "answer private-a 200 {}", "nobody asked for private-a"},
        Spoilt{"again 1s..2s", "again 3s..4s", "not in 3s..4s"},
        Spoilt{"again 1s..2s", "again soon", "'soon' is not a duration"},
        Spoilt{"says warn connection lost", "says error", "it did not say so"},
        Spoilt{"+ next try", "+ 2ms", "spoilt:16: it did nothing instead of: @"},
        Spoilt{"+ next try", "+ 2h", "'2h' is not a duration"},
        Spoilt{"wants trades", "wants orders", "it did: > "},
        Spoilt{"wants trades", "uses magic", "there is no setting 'magic'"}));

}  // namespace
}  // namespace sluice::test
