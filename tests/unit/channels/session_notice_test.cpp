#include <gmock/gmock.h>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::IsEmpty;

/// What the session tells of its connection, beside what a server sends.
class SessionNoticeTest : public SessionFixture {};

TEST_F(SessionNoticeTest, TellsThatItIsConnected) {
  start();
  establish("123.456");
  EXPECT_EQ(notices().size(), 1U);
  const auto event = notices().at(0);
  EXPECT_EQ(event.kind, EventKind::connection);
  EXPECT_EQ(event.connection, "market");
  EXPECT_EQ(event.channel, "");
  EXPECT_EQ(event.name, "sluice:connected");
  EXPECT_EQ(event.data, R"({"socket_id":"123.456"})");
  EXPECT_EQ(event.received_at, now_.wall);
}

TEST_F(SessionNoticeTest, TellsThatTheConnectionIsLost) {
  connect();
  close(4201);
  const auto event = notices().at(0);
  EXPECT_EQ(event.kind, EventKind::connection);
  EXPECT_EQ(event.name, "sluice:disconnected");
  EXPECT_EQ(event.data, R"({"reason":"server_immediate","code":4201})");
}

TEST_F(SessionNoticeTest, NamesNoCodeWhereThereIsNone) {
  connect();
  close({}, LossReason::transport);
  EXPECT_EQ(notices().at(0).data, R"({"reason":"transport"})");
}

TEST_F(SessionNoticeTest, TellsNothingOfAConnectionThatNeverWas) {
  start();
  close({}, LossReason::dial_failed);
  EXPECT_THAT(notices(), IsEmpty());
}

TEST_F(SessionNoticeTest, CountsThemNotAmongWhatWasReceived) {
  connect();
  acknowledge("trades");
  close(4201);
  for (const auto& counter : probe_.events) EXPECT_EQ(counter.value(), 0U);
}

}  // namespace
}  // namespace sluice::channels
