#include "gateway/returns/make_event.hpp"

#include <gtest/gtest.h>

#include <array>

namespace sluice::returns {
namespace {

using namespace std::chrono_literals;

struct MakeEventTest : testing::Test {
  boost::system::result<ReturnEvent, Unsendable> make() {
    rule.id = ReturnId{3};
    const Return by{.rule = rule,
                    .channel = MessageTemplate::parse(rule.channel).value(),
                    .event = MessageTemplate::parse(rule.event).value()};
    MessageReader reader{message};
    return make_event(by, reader, {now, wall_now, "edge"});
  }
  [[nodiscard]] ReturnEvent made() { return *make(); }
  [[nodiscard]] ReturnLoss loss() {
    const auto result = make();
    EXPECT_FALSE(result.has_value());
    return result.error().loss;
  }

  Time now = Time{} + 1h;
  WallTime wall_now = WallTime{} + 1000h;
  ReturnRule rule{.channel = "private-{key}", .event = "{header:type}", .patience = 60s};
  std::array<Header, 2> headers{{{"type", "made"}, {"sluice-origin", "other"}}};
  Message message{.topic = "cmd",
                  .key = "a",
                  .payload = "[1]",
                  .headers = headers,
                  .published_at = wall_now - 10s};
};

TEST_F(MakeEventTest, RendersChannelNameAndData) {
  const ReturnEvent event = made();
  EXPECT_EQ(event.channel, "private-a");
  EXPECT_EQ(event.name, "made");
  EXPECT_EQ(event.data, "[1]");
  EXPECT_EQ(event.replaces, "");
  EXPECT_EQ(event.expires_at, Time::max());
  EXPECT_EQ(event.give_up_at, now + 60s);
}

TEST_F(MakeEventTest, SkipsWhatThisGatewayWroteUnlessToldOtherwise) {
  headers[1].value = "edge";
  EXPECT_EQ(loss(), ReturnLoss::own_record);
  rule.skip_own_records = false;
  EXPECT_EQ(made().channel, "private-a");
}

TEST_F(MakeEventTest, TakesANullForNoText) {
  message.payload = {};
  EXPECT_EQ(make().error().loss, ReturnLoss::missing_field);
  EXPECT_EQ(make().error().detail, "the message is a tombstone: its value is null");
  message.payload = "";
  EXPECT_EQ(made().data, "\"\"");
}

TEST_F(MakeEventTest, LetsAMessageLiveForTheRestOfItsTtl) {
  rule.ttl = 30s;
  EXPECT_EQ(made().expires_at, now + 20s);
  message.published_at = wall_now - 30s;
  EXPECT_EQ(loss(), ReturnLoss::expired);
  message.published_at = wall_now - 10000h;
  EXPECT_EQ(loss(), ReturnLoss::expired);
}

TEST_F(MakeEventTest, TakesAMessageOfTheFutureForANewOne) {
  rule.ttl = 30s;
  message.published_at = wall_now + 5h;
  EXPECT_EQ(made().expires_at, now + 30s);
}

TEST_F(MakeEventTest, ReplacesByKeyOrElseByTopicWithinOneReturn) {
  rule.latest_only = true;
  EXPECT_EQ(made().replaces, "3/a");
  rule.channel = "private-x";
  message.key = "";
  EXPECT_EQ(made().replaces, "3/cmd");
}

TEST_F(MakeEventTest, NamesThePlaceholderThatTheMessageHasNothingFor) {
  message.headers = {};
  const auto result = make();
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().loss, ReturnLoss::missing_field);
  EXPECT_EQ(result.error().detail, "nothing for {header:type}");
}

TEST_F(MakeEventTest, RefusesBinaryUnlessItIsToBeEncoded) {
  message.payload = "\xFF";
  EXPECT_EQ(loss(), ReturnLoss::binary);
  rule.binary = BinaryPolicy::base64;
  EXPECT_EQ(made().data, R"("/w==")");
}

}  // namespace
}  // namespace sluice::returns
