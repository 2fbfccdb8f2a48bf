#include "gateway/telemetry/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "gateway/telemetry/log_line.hpp"

namespace sluice::telemetry {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;

const WallTime at{std::chrono::milliseconds{1'700'000'000'042}};

std::string logfmt(std::string_view text) {
  return render(LogFormat::logfmt, at, Level::info, "m", {{"f", text}});
}
std::string json(std::string_view text) {
  return render(LogFormat::json, at, Level::info, "m", {{"f", text}});
}

TEST(LogLineTest, IsLogfmtWithAUtcTimeInMilliseconds) {
  EXPECT_EQ(render(LogFormat::logfmt, at, Level::warn, "connection lost",
                   {{"connection", "market"}, {"code", 4200}, {"reason", "please reconnect"}}),
            "time=2023-11-14T22:13:20.042Z level=warn message=\"connection lost\" "
            "connection=market code=4200 reason=\"please reconnect\"");
}

TEST(LogLineTest, IsJsonWithNumbersAsNumbers) {
  EXPECT_EQ(render(LogFormat::json, at, Level::error, "connection lost",
                   {{"connection", "market"}, {"code", -1}}),
            R"({"time":"2023-11-14T22:13:20.042Z","level":"error","message":"connection lost",)"
            R"("connection":"market","code":-1})");
}

TEST(LogLineTest, StaysOneLineWhateverAPeerSends) {
  EXPECT_THAT(logfmt("a\nlevel=error\r\t\x1b[31m"),
              EndsWith(R"( f="a\nlevel=error\u000d\u0009\u001b[31m")"));
  EXPECT_THAT(json("a\n\x1b"), EndsWith(R"(,"f":"a\n\u001b"})"));
}

TEST(LogLineTest, LetsNoTextEndItsQuotes) {
  EXPECT_THAT(logfmt(R"(" admin=true \)"), EndsWith(R"( f="\" admin=true \\")"));
  EXPECT_THAT(json(R"(","admin":")"), EndsWith(R"(,"f":"\",\"admin\":\""})"));
}

TEST(LogLineTest, LeavesOutAFieldWithoutText) {
  EXPECT_THAT(logfmt(""), Not(HasSubstr("f=")));
  EXPECT_THAT(json(""), Not(HasSubstr("\"f\"")));
}

TEST(LogLineTest, KeepsTextOfAnyLanguage) {
  EXPECT_THAT(logfmt("żółw 象 🐘"), EndsWith(" f=\"żółw 象 🐘\""));
  EXPECT_THAT(json("żółw 象 🐘"), EndsWith("\"f\":\"żółw 象 🐘\"}"));
}

TEST(LogLineTest, EscapesBytesThatAreNotUtf8) {
  EXPECT_THAT(logfmt("a\xff\xc3"), EndsWith(R"( f="a\xff\xc3")"));
  EXPECT_THAT(logfmt("\xc0\xaf"), EndsWith(R"( f="\xc0\xaf")"));                  // overlong
  EXPECT_THAT(logfmt("\xed\xa0\x80"), EndsWith(R"( f="\xed\xa0\x80")"));          // surrogate
  EXPECT_THAT(logfmt("\xf4\x90\x80\x80"), EndsWith(R"( f="\xf4\x90\x80\x80")"));  // > U+10FFFF
  EXPECT_THAT(json("a\xff"), EndsWith(R"("f":"a\ufffd"})"));
}

TEST(LogLineTest, EscapesWhatTurnsOrHidesText) {
  EXPECT_THAT(logfmt("\u202egnp.exe"), EndsWith(R"( f="\u202egnp.exe")"));
  EXPECT_THAT(logfmt("\u009b31m\u2028"), EndsWith(R"( f="\u009b31m\u2028")"));
}

TEST(LogLineTest, CutsALongTextAfter256Bytes) {
  EXPECT_THAT(logfmt(std::string(256, 'x')), EndsWith("f=" + std::string(256, 'x')));
  EXPECT_THAT(logfmt(std::string(257, 'x')), EndsWith("f=\"" + std::string(256, 'x') + "…\""));
}

TEST(LogLineTest, CutsBetweenCharacters) {
  EXPECT_THAT(logfmt(std::string(255, 'x') + "é"), EndsWith(std::string(255, 'x') + "…\""));
}

TEST(LogTest, WritesOneLineACallToStandardError) {
  const Log log{Level::info, LogFormat::logfmt};
  testing::internal::CaptureStderr();
  log.info("100% {started}", {{"shards", 2}});
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              MatchesRegex("time=[^ ]+ level=info message=\"100% \\{started\\}\" shards=2\n"));
}

TEST(LogTest, LeavesOutWhatIsBelowItsThreshold) {
  const Log log{Level::warn, LogFormat::json};
  testing::internal::CaptureStderr();
  log.debug("a");
  log.info("b");
  log.warn("c");
  log.error("d");
  const auto lines = testing::internal::GetCapturedStderr();
  EXPECT_THAT(lines, MatchesRegex(".*\"level\":\"warn\".*\n.*\"level\":\"error\".*\n"));
}

}  // namespace
}  // namespace sluice::telemetry
