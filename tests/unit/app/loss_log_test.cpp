#include "gateway/app/loss_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>

#include "tests/support/manual_loop.hpp"

namespace sluice::app {
namespace {

using relay::DropReason;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct LossLogTest : ::testing::Test {
  LossLogTest() {
    probe.name = "events";
    losses.emplace(probe, log, loop);
  }
  static std::string lines_of(const std::function<void()>& act) {
    ::testing::internal::CaptureStderr();
    act();
    return ::testing::internal::GetCapturedStderr();
  }
  void drop(int records, DropReason reason) {
    for (int i = 0; i < records; ++i) losses->on_dropped(reason);
  }
  std::string wait() {
    return lines_of([&] { loop.advance(Duration{10'000}); });
  }

  test::ManualLoop loop;
  connectors::SinkProbe probe;
  telemetry::Log log{telemetry::Level::info, telemetry::LogFormat::logfmt};
  std::optional<LossLog> losses;
};

TEST_F(LossLogTest, WritesTheFirstDropAtOnceAndTheRestAsOneNumber) {
  EXPECT_THAT(
      lines_of([&] { drop(30'005, DropReason::outbox_full_oldest); }),
      AllOf(HasSubstr("level=error"), HasSubstr("records dropped"), HasSubstr("sink=events"),
            HasSubstr("reason=outbox_full_oldest"), HasSubstr("count=1\n")));
  EXPECT_THAT(wait(), HasSubstr("count=30004"));
  EXPECT_THAT(wait(), IsEmpty());
  EXPECT_EQ(loop.timers(), 0U);
}

TEST_F(LossLogTest, WritesALineForEachReason) {
  drop(1, DropReason::too_large);
  drop(2, DropReason::too_large);
  drop(3, DropReason::unformattable);
  EXPECT_THAT(wait(), AllOf(HasSubstr("reason=too_large count=2"),
                            HasSubstr("reason=unformattable count=3")));
}

TEST_F(LossLogTest, WritesWhatIsLeftAtTheEnd) {
  drop(6, DropReason::outbox_full_newest);
  EXPECT_THAT(lines_of([&] { losses.reset(); }), HasSubstr("count=5"));
}

TEST_F(LossLogTest, NamesTopicSizeAndReasonOfARejectedRecordOnceASecond) {
  const Record record{.topic = "floor/1", .key = {}, .payload = "12345", .headers = {}};
  const Rejection why{RejectionCode::too_large, "Packet too large"};
  const std::string lines = lines_of([&] {
    for (int i = 0; i < 3; ++i) losses->on_rejected(record, why, 4);
  });
  EXPECT_THAT(lines,
              AllOf(HasSubstr("record rejected"), HasSubstr("sink=events"),
                    HasSubstr("reason=\"Packet too large\""), HasSubstr("code=too_large"),
                    HasSubstr("topic=floor/1"), HasSubstr("bytes=5"), HasSubstr("attempts=4")));
  EXPECT_EQ(lines.find("record rejected"), lines.rfind("record rejected"));
}

TEST_F(LossLogTest, NamesEachRejectedRecordAtLevelDebug) {
  const telemetry::Log debug{telemetry::Level::debug, telemetry::LogFormat::logfmt};
  LossLog all{probe, debug, loop};
  const std::string lines = lines_of([&] {
    for (const std::string key : {"a", "b", "c"}) {
      all.on_rejected({.topic = "floor/1", .key = key, .payload = "p", .headers = {}},
                      {RejectionCode::too_large, "Packet too large"}, 1);
    }
  });
  for (const std::string key : {"a", "b", "c"}) {
    EXPECT_THAT(lines, HasSubstr("code=too_large topic=floor/1 key=" + key + " bytes=1\n"));
  }
}

TEST_F(LossLogTest, ARejectionIsTheSinksLastErrorAndNamesItsTopic) {
  losses->on_rejected({.topic = "floor/1", .key = {}, .payload = "p", .headers = {}},
                      {RejectionCode::not_authorized, "Not authorized"}, 1);
  EXPECT_EQ(probe.last_error.text, "topic floor/1: Not authorized");
  EXPECT_EQ(probe.last_error.at, loop.now());
}

}  // namespace
}  // namespace sluice::app
