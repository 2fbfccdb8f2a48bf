#include <gmock/gmock.h>

#include "tests/unit/channels/session_fixture.hpp"

// While the shell does not read (policy `block`), the server cannot be heard: nothing that it has
// to send can be late.
namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SessionReadingTest : public SessionFixture {
 protected:
  SessionReadingTest() {
    settings_.activity_timeout = std::chrono::hours(10);  // no ping among the messages
  }
  void read(bool reading) { session_->on_reading(reading, now_); }
};

TEST_F(SessionReadingTest, LeavesAHandshakeUntilItIsReadAgain) {
  start();
  session_->on_open(attempt_, now_);
  read(false);
  pass(std::chrono::hours(1));
  EXPECT_EQ(session_->state(), ConnectionState::connecting);
  read(true);
  EXPECT_EQ(delay(), settings_.reconnect.handshake_timeout);
  establish();
  EXPECT_EQ(session_->state(), ConnectionState::connected);
}

TEST_F(SessionReadingTest, LeavesAnAcknowledgementUntilItIsReadAgain) {
  connect();
  read(false);
  pass(std::chrono::hours(1));
  EXPECT_EQ(state_of(0), SubscriptionState::subscribing);
  read(true);
  EXPECT_EQ(delay(), settings_.subscription.acknowledge_timeout);
  pass(settings_.subscription.acknowledge_timeout - milliseconds(1));
  acknowledge("trades");
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
}

TEST_F(SessionReadingTest, AwaitsAnAcknowledgementThatIsAskedForMeanwhileWithoutADeadline) {
  connect();
  read(false);
  session_->subscribe("quotes", now_, actions_);
  EXPECT_THAT(subscribed(), ElementsAre("trades", "quotes"));
  pass(std::chrono::hours(1));
  EXPECT_EQ(state_of(1), SubscriptionState::subscribing);
  read(true);
  pass(settings_.subscription.acknowledge_timeout);
  EXPECT_EQ(state_of(1), SubscriptionState::waiting);
}

TEST_F(SessionReadingTest, LeavesASigninUntilItIsReadAgain) {
  settings_.signin.wanted = true;
  settings_.signin.signer.emplace("key", "s3cr3t", User{"ann"});
  connect();
  acknowledge("trades");
  read(false);
  pass(std::chrono::hours(1));
  EXPECT_EQ(session_->signin().state(), SigninState::sent);
  read(true);
  pass(settings_.signin.acknowledge_timeout);
  EXPECT_EQ(session_->signin().state(), SigninState::waiting);
}

TEST_F(SessionReadingTest, IsTakenForGrantedOnEachNewSocket) {
  connect();
  read(false);
  lose_and_redial({});
  EXPECT_EQ(delay(), settings_.reconnect.handshake_timeout);
  establish("2.2");
  pass(settings_.subscription.acknowledge_timeout);
  EXPECT_EQ(state_of(0), SubscriptionState::waiting);
}

TEST_F(SessionReadingTest, DoesNotHoldUpTheNextTry) {
  connect();
  close(4100);
  read(false);
  pass(seconds(10));
  EXPECT_THAT(all<Dial>(), testing::SizeIs(1));
}

}  // namespace
}  // namespace sluice::channels
