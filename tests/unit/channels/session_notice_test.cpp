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
  const auto deliver = only<Deliver>();
  EXPECT_EQ(deliver.event.kind, EventKind::connection);
  EXPECT_EQ(deliver.event.connection, "market");
  EXPECT_EQ(deliver.event.channel, "");
  EXPECT_EQ(deliver.event.name, "sluice:connected");
  EXPECT_EQ(deliver.event.data, R"({"socket_id":"123.456"})");
  EXPECT_EQ(deliver.event.sequence, 1U);
  EXPECT_FALSE(deliver.subscription);
}

TEST_F(SessionNoticeTest, TellsThatTheConnectionIsLost) {
  connect();
  close(4201);
  EXPECT_EQ(delivered().kind, EventKind::connection);
  EXPECT_EQ(delivered().name, "sluice:disconnected");
  EXPECT_EQ(delivered().data, R"({"reason":"server_immediate","code":4201})");
}

TEST_F(SessionNoticeTest, NamesNoCodeWhereThereIsNone) {
  connect();
  close({}, LossReason::transport);
  EXPECT_EQ(delivered().data, R"({"reason":"transport"})");
}

TEST_F(SessionNoticeTest, TellsNothingOfAConnectionThatNeverWas) {
  start();
  close({}, LossReason::dial_failed);
  EXPECT_THAT(all<Deliver>(), IsEmpty());
}

TEST_F(SessionNoticeTest, CountsThemNotAmongWhatWasReceived) {
  connect();
  acknowledge("trades");
  close(4201);
  for (const auto& counter : probe_.events) EXPECT_EQ(counter.value(), 0U);
}

}  // namespace
}  // namespace sluice::channels
