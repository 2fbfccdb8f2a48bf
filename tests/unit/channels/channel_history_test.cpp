#include "gateway/channels/subscription/channel_history.hpp"

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

/// What a session notes for those who ask why a channel is silent.
class ChannelHistoryTest : public SessionFixture {
 protected:
  ChannelHistoryTest() { settings_.channels = {"orders", "private-a"}; }

  [[nodiscard]] const ChannelHistory& history(std::size_t index) const {
    return channel(index).history();
  }
};

TEST_F(ChannelHistoryTest, BeginsWithNothing) {
  start();
  EXPECT_EQ(history(0).event_at, never);
  EXPECT_EQ(history(0).subscribed_at, never);
  EXPECT_FALSE(history(0).authorization);
  EXPECT_FALSE(history(0).gap);
  EXPECT_FALSE(session_->last_loss());
  EXPECT_EQ(session_->connected_at(), never);
}

TEST_F(ChannelHistoryTest, KnowsSinceWhenAChannelIsSubscribedAndTheGapBefore) {
  connect();
  EXPECT_EQ(session_->connected_at(), now_.time);
  pass(seconds(3));
  acknowledge("orders");
  const auto then = now_.time;
  EXPECT_EQ(history(0).subscribed_at, then);
  ASSERT_TRUE(history(0).gap);
  EXPECT_EQ(history(0).gap->gap.reason, GapReason::start);
  EXPECT_EQ(history(0).gap->ended_at, then);
  pass(seconds(5));
  acknowledge("orders");  // once more, as some servers do
  EXPECT_EQ(history(0).subscribed_at, then);
}

TEST_F(ChannelHistoryTest, KnowsTheLastEventOfEachChannel) {
  connect();
  acknowledge("orders");
  pass(seconds(3));
  receive("created", "orders", R"("{}")");
  EXPECT_EQ(history(0).event_at, now_.time);
  EXPECT_EQ(history(1).event_at, never);
}

TEST_F(ChannelHistoryTest, KnowsTheLastAnswerOfTheAuthEndpoint) {
  connect();
  const auto request = only<RequestAuth>();
  pass(seconds(3));
  answer(request, {AuthResult::denied, {}, "status 403"});
  ASSERT_TRUE(history(1).authorization);
  EXPECT_EQ(history(1).authorization->result, AuthResult::denied);
  EXPECT_EQ(history(1).authorization->at, now_.time);
  EXPECT_FALSE(history(0).authorization);
}

TEST_F(ChannelHistoryTest, OutlivesTheConnectionWhoseEndIsKnown) {
  connect();
  acknowledge("orders");
  receive("created", "orders", R"("{}")");
  const auto then = now_.time;
  pass(seconds(3));
  close(4200, LossReason::closed);
  EXPECT_EQ(history(0).event_at, then);
  ASSERT_TRUE(session_->last_loss());
  EXPECT_EQ(session_->last_loss()->reason, LossReason::server_immediate);
  EXPECT_EQ(session_->last_loss()->code, 4200);
  EXPECT_EQ(session_->last_loss()->at, now_.time);
  EXPECT_EQ(session_->connected_at(), never);
}

}  // namespace
}  // namespace sluice::channels
