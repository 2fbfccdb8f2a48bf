#include "gateway/channels/subscription/gap.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "gateway/core/timestamp.hpp"
#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using nlohmann::json;
using testing::IsEmpty;

class GapTest : public SessionFixture {
 protected:
  GapTest() {
    settings_.activity_timeout = std::chrono::hours(10);  // no ping among the messages
  }

  /// Of the gap events of the last thing the session was told.
  [[nodiscard]] std::vector<json> gaps() const {
    std::vector<json> found;
    for (const auto& event : notices()) {
      if (event.kind == EventKind::gap) found.push_back(json::parse(event.data));
    }
    return found;
  }
  void expect_gap(Duration length, std::string_view reason) {
    ASSERT_EQ(gaps().size(), 1U);
    EXPECT_EQ(gaps()[0]["duration_ms"], length.count());
    EXPECT_EQ(gaps()[0]["reason"], reason);
    EXPECT_EQ(gaps()[0]["from"], timestamp(now_.wall - length));
    EXPECT_EQ(gaps()[0]["to"], timestamp(now_.wall));
  }
  void connect_and_acknowledge() {
    connect();
    acknowledge("trades");
  }
};

TEST_F(GapTest, IsAnEventOfItsChannel) {
  connect_and_acknowledge();
  const auto event = notices().at(0);
  EXPECT_EQ(event.kind, EventKind::gap);
  EXPECT_EQ(event.channel, "trades");
  EXPECT_EQ(event.name, "sluice:gap");
  EXPECT_EQ(event.received_at, now_.wall);
}

TEST_F(GapTest, BeginsWithTheStart) {
  start();
  skip(milliseconds(1'234));
  establish();
  acknowledge("trades");
  expect_gap(milliseconds(1'234), "start");
  EXPECT_FALSE(gaps()[0].contains("loss"));
  acknowledge("trades");
  EXPECT_THAT(gaps(), IsEmpty());
}

TEST_F(GapTest, BeginsWhenTheServerClosesTheConnection) {
  connect_and_acknowledge();
  skip(seconds(60));
  close(4200);
  skip(seconds(2));
  pass(seconds(0));
  establish("2.2");
  acknowledge("trades");
  expect_gap(seconds(2), "connection_lost");
  EXPECT_EQ(gaps()[0]["loss"], "server_immediate");
}

TEST_F(GapTest, BeginsWithTheLastFrameWhenTheConnectionBreaks) {
  connect_and_acknowledge();
  skip(seconds(60));
  receive("price", "trades", "1");
  skip(seconds(5));
  session_->on_other_frame(now_);
  const auto heard = timestamp(now_.wall);
  skip(seconds(30));
  close({}, LossReason::transport);
  pass(delay());
  establish("2.2");
  acknowledge("trades");
  ASSERT_EQ(gaps().size(), 1U);
  EXPECT_EQ(gaps()[0]["from"], heard);
  EXPECT_EQ(gaps()[0]["loss"], "transport");
}

TEST_F(GapTest, GoesOnThroughEveryConnectionThatComesToNothing) {
  connect_and_acknowledge();
  close(4200);
  pass(seconds(0));
  close({}, LossReason::dial_failed);
  pass(seconds(10));
  establish("2.2");
  close({}, LossReason::transport);
  pass(seconds(10));
  establish("3.3");
  acknowledge("trades");
  expect_gap(seconds(20), "connection_lost");
  EXPECT_EQ(gaps()[0]["loss"], "server_immediate");
}

TEST_F(GapTest, IsPutDownToTheRejectionThatStoodInTheWay) {
  connect();
  receive("pusher:subscription_error", "trades", R"({"error":"no"})");
  skip(seconds(100));
  acknowledge("trades");
  expect_gap(seconds(100), "rejected");
}

TEST_F(GapTest, IsPutDownToTheServersSilence) {
  connect();
  pass(settings_.subscription.acknowledge_timeout);
  acknowledge("trades");
  expect_gap(settings_.subscription.acknowledge_timeout, "not_acknowledged");
}

TEST_F(GapTest, IsPutDownToTheAuthorisation) {
  settings_.channels = {"private-a"};
  connect();
  answer(only<RequestAuth>(), {AuthResult::denied, {}, "403"});
  pass(seconds(120));
  grant(all<RequestAuth>().front());
  acknowledge("private-a");
  expect_gap(seconds(120), "not_authorized");
}

TEST_F(GapTest, IsCountedWhenItIsOver) {
  connect_and_acknowledge();
  close(4200);
  EXPECT_EQ(probe_.gaps[std::size_t(GapReason::connection_lost)].value(), 0U);
  skip(milliseconds(2'500));
  pass(seconds(0));
  establish("2.2");
  acknowledge("trades");
  EXPECT_EQ(probe_.gaps[std::size_t(GapReason::start)].value(), 1U);
  EXPECT_EQ(probe_.gaps[std::size_t(GapReason::connection_lost)].value(), 1U);
  EXPECT_EQ(probe_.gap_ms.value(), 2'500U);
}

TEST_F(GapTest, IsInTheLogWithTheSubscription) {
  connect_and_acknowledge();
  close(4200);
  skip(seconds(2));
  pass(seconds(0));
  establish("2.2");
  acknowledge("trades");
  EXPECT_EQ(only<Report>().what, "subscribed");
  EXPECT_EQ(only<Report>().detail, "not subscribed for 2000 ms: connection_lost, server_immediate");
}

TEST_F(GapTest, IsNoneWhereNothingIsWanted) {
  connect_and_acknowledge();
  actions_.clear();
  session_->unsubscribe("trades", now_, actions_);
  skip(seconds(60));
  session_->subscribe("trades", now_, actions_);
  acknowledge("trades");
  expect_gap(seconds(0), "start");
}

TEST_F(GapTest, IsNotToldAtTheEnd) {
  connect_and_acknowledge();
  actions_.clear();
  session_->stop(actions_);
  EXPECT_THAT(notices(), IsEmpty());
}

}  // namespace
}  // namespace sluice::channels
