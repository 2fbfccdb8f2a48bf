#include "gateway/tap/tap_point.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace sluice::tap {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr TapId first{1};
constexpr TapId second{2};

struct TapPointTest : testing::Test {
  TapPointTest() {
    point.name(SinkId{1}, "kafka");
    point.name(SinkId{2}, "mqtt");
    point.name(SourceId{3}, "floor");
    point.name(ConnectionId{4}, "market");
  }

  void pass(std::string_view data = "\"1\"") {
    const Event event{.kind = EventKind::message,
                      .connection = "market",
                      .channel = channel,
                      .name = "filled",
                      .data = data,
                      .sequence = 5};
    point.on_event(event);
    if (point.wants_record()) point.on_record(event, {SinkId{1}, "channels", "k", "payload-1"});
    if (point.wants_record()) point.on_record(event, {SinkId{2}, "m/x", "", "payload-2"});
  }
  std::vector<std::string> items(TapId id) { return point.take(id, now).items; }

  TapPoint point;
  std::string channel = "private-orders";
  Time now{std::chrono::hours{1}};
};

TEST_F(TapPointTest, IsOpenWhileItHasATap) {
  EXPECT_FALSE(point.is_open());
  point.add(first, {});
  point.add(second, {});
  point.remove(first);
  EXPECT_TRUE(point.is_open());
  point.remove(second);
  point.remove(second);
  EXPECT_FALSE(point.is_open());
  EXPECT_THAT(items(second), IsEmpty());
}

TEST_F(TapPointTest, ShowsAnEventAndItsRecords) {
  point.add(first, {});
  pass();
  EXPECT_THAT(items(first),
              ElementsAre(AllOf(HasSubstr(R"("kind":"event")"), HasSubstr(R"("data":"1")")),
                          AllOf(HasSubstr(R"("kind":"record")"), HasSubstr(R"("sink":"kafka")"),
                                HasSubstr(R"("topic":"channels","key":"k")"),
                                HasSubstr(R"("data":"payload-1")")),
                          HasSubstr(R"("sink":"mqtt","topic":"m/x")")));
  EXPECT_THAT(items(first), IsEmpty());
}

TEST_F(TapPointTest, ShowsAMessageAndWhatBecameOfIt) {
  point.add(first, TapFilter({.connection = "market"}));
  point.on_message({.source = SourceId{3},
                    .back = "all",
                    .topic = "in/x",
                    .connection = ConnectionId{4},
                    .channel = "private-orders",
                    .event = "client-new",
                    .data = "{}"});
  point.on_message({.source = SourceId{3}, .back = "all", .loss = ReturnLoss::expired});
  EXPECT_THAT(items(first),
              ElementsAre(AllOf(HasSubstr(R"("source":"floor","return":"all")"),
                                HasSubstr(R"("connection":"market")"), HasSubstr("client-new"))))
      << "a loss has no connection";
}

TEST_F(TapPointTest, GivesEachTapWhatItsFilterTakes) {
  point.add(first, TapFilter({.sink = "mq*", .payload = TapPayload::masked}));
  point.add(second, TapFilter({.channel = "presence-*"}));
  pass();
  channel = "presence-desk";
  pass();
  EXPECT_THAT(items(first),
              ElementsAre(AllOf(HasSubstr("mqtt"), Not(HasSubstr("payload-2"))),
                          AllOf(HasSubstr("presence-desk"), Not(HasSubstr("payload-2")))));
  EXPECT_EQ(items(second).size(), 3U);
}

TEST_F(TapPointTest, HidesPayloadsOfEncryptedChannels) {
  point.add(first, {});
  channel = "private-encrypted-orders";
  pass(R"("the secret")");
  for (const auto& item : items(first)) {
    EXPECT_THAT(item,
                AllOf(HasSubstr("masked"), Not(HasSubstr("secret")), Not(HasSubstr("payload-"))));
  }
}

TEST_F(TapPointTest, CountsWhatASecondHasNoRoomFor) {
  point.add(first, TapFilter({.kinds = {true, false, false}}));
  for (int i = 0; i < 1500; ++i) pass();
  const auto taken = point.take(first, now);
  EXPECT_EQ(taken.items.size(), 1000U);
  EXPECT_EQ(taken.passed_over, 500U);
  pass();
  EXPECT_EQ(items(first).size(), 1U) << "a first second began with the first look";
  now += std::chrono::seconds{1};
  for (int i = 0; i < 1500; ++i) pass();
  EXPECT_EQ(point.take(first, now).items.size(), 999U) << "what nobody takes is bounded";
  pass();
  EXPECT_EQ(items(first).size(), 1U);
}

TEST_F(TapPointTest, ShowsTheRecordOfAnEventThatNobodyWasTold) {
  point.add(first, TapFilter({.channel = "presence-*"}));
  channel = "presence-desk";
  pass();
  EXPECT_EQ(items(first).size(), 3U);
  point.begin({.channel = "private-orders"});
  EXPECT_FALSE(point.wants_record());
  point.begin({.channel = "presence-desk"});
  EXPECT_TRUE(point.wants_record());
}

TEST_F(TapPointTest, CountsForEachTapOnlyWhatItTakes) {
  point.add(first, {});
  point.add(second, TapFilter({.kinds = {false, true, false}}));
  for (int i = 0; i < 1000; ++i) pass();
  EXPECT_EQ(point.take(first, now).passed_over, 2000U);
  EXPECT_EQ(point.take(second, now).passed_over, 1000U);
  for (int i = 0; i < 1000; ++i) pass();
  EXPECT_EQ(point.take(first, now).passed_over, 2000U);
}

}  // namespace
}  // namespace sluice::tap
