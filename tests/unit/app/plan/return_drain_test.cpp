#include "gateway/app/plan/return_drain.hpp"

#include <gmock/gmock.h>

namespace sluice::app {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// Two connections of ten events a second, and one return to the first.
config::Gateway gateway(std::int64_t window) {
  config::Gateway made;
  for (const auto* name : {"market", "second"}) made.connections.emplace_back().name = name;
  auto& source = made.sources.emplace_back();
  source.name = "commands";
  source.window.max_messages = window;
  auto& back = made.returns.emplace_back();
  back.from = "commands";
  back.to = {"market"};
  made.drain_timeout = seconds(10);
  return made;
}

TEST(ReturnDrainTest, LeavesTheSourcesMostOfTheTime) {
  EXPECT_EQ(sources_drain_time(gateway(1)), seconds(8));
}

TEST(ReturnDrainTest, WarnsOfAWindowThatCannotLeaveInTime) {
  EXPECT_THAT(find_windows_too_large(gateway(80)), IsEmpty());
  const auto warnings = find_windows_too_large(gateway(90));
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_EQ(warnings[0].list, "returns");
  EXPECT_EQ(warnings[0].index, 0U);
  EXPECT_EQ(warnings[0].field, "from");
  EXPECT_THAT(warnings[0].message, HasSubstr("90 messages takes 9 s at 10 events a second"));
  EXPECT_THAT(warnings[0].message, HasSubstr("leaves 8 s"));
}

TEST(ReturnDrainTest, CountsEveryConnectionThatSharesTheLoad) {
  auto config = gateway(160);
  config.returns[0].to = {"market", "second"};
  EXPECT_THAT(find_windows_too_large(config), IsEmpty());
}

TEST(ReturnDrainTest, ExpectsTheHttpApiToTakeAnyWindow) {
  auto config = gateway(10'000);
  config.returns[0].publish = PublishMode::http;
  EXPECT_THAT(find_windows_too_large(config), IsEmpty());
}

TEST(ReturnDrainTest, FindsTheWindowThatIsDefaultSmallEnough) {
  EXPECT_THAT(find_windows_too_large(gateway(config::Window{}.max_messages)), IsEmpty());
}

}  // namespace
}  // namespace sluice::app
