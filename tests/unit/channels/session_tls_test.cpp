#include "tests/unit/channels/session_fixture.hpp"

// When a connection turns to TLS that its URL does not ask for, and back.
namespace sluice::channels {
namespace {

class SessionTlsTest : public SessionFixture {
 protected:
  /// The server asks for TLS; the dial that follows is with TLS.
  void turn_to_tls() {
    start();
    lose_and_redial(4000);
    ASSERT_TRUE(only<Dial>().force_tls);
  }
  void fail(LossReason reason) {
    close({}, reason);
    pass(delay());
  }
};

TEST_F(SessionTlsTest, IsDroppedWhereTheServerDoesNotSpeakIt) {
  turn_to_tls();
  fail(LossReason::dial_failed);
  EXPECT_FALSE(only<Dial>().force_tls);
}

TEST_F(SessionTlsTest, IsDroppedWhereTheServerNeverAnswersIt) {
  turn_to_tls();
  pass(settings_.reconnect.handshake_timeout);
  ASSERT_EQ(losses(LossReason::handshake_timeout), 1U);
  pass(delay());
  EXPECT_FALSE(only<Dial>().force_tls);
}

TEST_F(SessionTlsTest, IsKeptOnceItWorked) {
  turn_to_tls();
  establish();
  lose_and_redial({});
  for (int n = 0; n < 3; ++n) {
    fail(LossReason::dial_failed);
    EXPECT_TRUE(only<Dial>().force_tls);
  }
}

TEST_F(SessionTlsTest, IsNotAskedForByAnErrorInAnEstablishedSession) {
  connect();
  acknowledge("trades");
  receive("pusher:error", {}, R"({"code":4000,"message":"cannot be done"})");
  fail(LossReason::transport);
  EXPECT_FALSE(only<Dial>().force_tls);
  EXPECT_EQ(losses(LossReason::transport), 1U);
}

TEST_F(SessionTlsTest, IsAskedForByTheCloseFrameOfAnEstablishedSession) {
  connect();
  lose_and_redial(4000);
  EXPECT_TRUE(only<Dial>().force_tls);
}

}  // namespace
}  // namespace sluice::channels
