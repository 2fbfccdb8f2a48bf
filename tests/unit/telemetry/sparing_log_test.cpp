#include "gateway/telemetry/sparing_log.hpp"

#include <gmock/gmock.h>

#include "tests/support/manual_loop.hpp"

namespace sluice::telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct SparingLogTest : ::testing::Test {
  std::string warn(std::string_view reason) {
    ::testing::internal::CaptureStderr();
    sparing.warn("record rejected", reason, telemetry::Field{"topic", "t"});
    return ::testing::internal::GetCapturedStderr();
  }
  std::string write(const std::string& channel) {
    ::testing::internal::CaptureStderr();
    sparing.write(telemetry::Level::info, "subscribed", channel,
                  telemetry::Field{"channel", channel});
    return ::testing::internal::GetCapturedStderr();
  }
  telemetry::Log log{telemetry::Level::info, telemetry::LogFormat::logfmt};
  test::ManualLoop clock;
  SparingLog sparing{log, clock, {"sink", "events"}};
};

TEST_F(SparingLogTest, WritesEachReasonAtMostOnceASecondAndCountsTheRest) {
  EXPECT_THAT(warn("too large"), HasSubstr("sink=events"));
  EXPECT_THAT(warn("too large"), IsEmpty());
  EXPECT_THAT(warn("too large"), IsEmpty());
  EXPECT_THAT(warn("not allowed"), HasSubstr("suppressed=0"));
  clock.advance(Duration{1000});
  EXPECT_THAT(warn("too large"), HasSubstr("suppressed=2"));
  clock.advance(Duration{1000});
  EXPECT_THAT(warn("too large"), HasSubstr("suppressed=0"));
}

TEST_F(SparingLogTest, DoesNotGrowWithReasonsThatNeverRepeat) {
  std::size_t lines = 0;
  for (int i = 0; i < 1'000; ++i) lines += warn(std::to_string(i)).empty() ? 0 : 1;
  EXPECT_EQ(lines, 64U);
}

TEST_F(SparingLogTest, WritesALineAboutEachOfAFewThingsAndOneASecondAboutTheOthers) {
  for (int i = 0; i < 64; ++i) EXPECT_THAT(write(std::to_string(i)), HasSubstr("level=info"));
  for (int i = 64; i < 25'000; ++i) EXPECT_THAT(write(std::to_string(i)), IsEmpty());
  clock.advance(Duration{1000});
  EXPECT_THAT(write("0"), ::testing::Not(HasSubstr("suppressed")));
  EXPECT_THAT(write("25000"), HasSubstr("channel=25000 suppressed=24936"));
}

}  // namespace
}  // namespace sluice::telemetry
