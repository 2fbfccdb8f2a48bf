#include <gmock/gmock.h>

#include <algorithm>
#include <deque>
#include <utility>

#include "tests/support/session_settings.hpp"
#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::IsEmpty;

class SessionPaceTest : public SessionFixture {
 protected:
  SessionPaceTest() { settings_.reconnect.pace = &pace_; }

  ConnectPace pace_{seconds(1)};
};

TEST_F(SessionPaceTest, DialsAtOnceWhenItIsAlone) {
  start();
  EXPECT_EQ(only<Dial>().attempt, 1U);
}

TEST_F(SessionPaceTest, WaitsForItsTurnAndSaysSo) {
  std::ignore = pace_.reserve(now_.time);
  start();
  EXPECT_THAT(all<Dial>(), IsEmpty());
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
  EXPECT_EQ(session_->problem(), "waits for its turn: connects to one server are paced");
  EXPECT_EQ(delay(), seconds(1));
  pass(seconds(1));
  EXPECT_EQ(only<Dial>().deadline, now_.time + settings_.reconnect.handshake_timeout);
}

TEST_F(SessionPaceTest, WaitsForItsTurnAlsoWhenItMayComeBackAtOnce) {
  connect();
  for (int n = 0; n < 3; ++n) std::ignore = pace_.reserve(now_.time);
  close(4200);
  pass(seconds(4) - milliseconds(1));
  EXPECT_THAT(all<Dial>(), IsEmpty());
  EXPECT_EQ(session_->problem(), "server_immediate 4200: closed by the test");
  pass(milliseconds(1));
  EXPECT_EQ(only<Dial>().attempt, 2U);
}

TEST_F(SessionPaceTest, StopsWhileItWaitsForItsTurn) {
  std::ignore = pace_.reserve(now_.time);
  start();
  session_->stop(actions_);
  pass(seconds(2));
  EXPECT_THAT(all<Dial>(), IsEmpty());
}

/// A hundred connections whose server's name took long to look up must not all dial when it is
/// found: their turns begin then.
TEST_F(SessionPaceTest, TakesItsTurnWhenTheServerIsFound) {
  finds_server_ = false;
  start();
  skip(seconds(60));
  std::ignore = pace_.reserve(now_.time);
  session_->on_looked_up(attempt_, now_, actions_);
  EXPECT_THAT(all<Dial>(), IsEmpty());
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
  EXPECT_EQ(delay(), seconds(1));
  pass(seconds(1));
  EXPECT_EQ(only<Dial>().deadline, now_.time + settings_.reconnect.handshake_timeout);
}

/// Two thousand connections to one server that takes a hundred a second.
class ConnectStormTest : public testing::Test {
 protected:
  ConnectStormTest() {
    SessionSettings settings = test::session_settings();
    settings.reconnect.handshake_timeout = std::chrono::hours(1);
    settings.reconnect.pace = &pace_;
    for (int i = 0; i < 2'000; ++i) sessions_.emplace_back(settings, probe_, parser_, random_);
  }

  /// The fewest and the most dials in a tenth of a second, of twenty seconds.
  std::pair<std::size_t, std::size_t> watch() {
    std::pair<std::size_t, std::size_t> extremes{sessions_.size(), 0};
    for (int tenth = 0; tenth < 200; ++tenth) {
      std::size_t dials = 0;
      for (auto& session : sessions_) {
        if (session.next_deadline() <= now_.time) dials += wake(session);
      }
      extremes.first = std::min(extremes.first, dials);
      extremes.second = std::max(extremes.second, dials);
      now_.time += milliseconds(100);
    }
    return extremes;
  }

  std::size_t wake(Session& session) {
    session.on_deadline(now_, actions_);
    return find(session);
  }
  /// Its server, and says how often it has dialled since.
  std::size_t find(Session& session) {
    for (std::size_t i = 0; i < actions_.size(); ++i) {
      const auto* lookup = std::get_if<LookUp>(&actions_[i]);
      if (lookup != nullptr) session.on_looked_up(lookup->attempt, now_, actions_);
    }
    return static_cast<std::size_t>(std::ranges::count_if(
        std::exchange(actions_, {}),
        [](const Action& action) { return std::holds_alternative<Dial>(action); }));
  }

  ConnectPace pace_{milliseconds(10)};
  ConnectionProbe probe_;
  EnvelopeParser parser_;
  Random random_{42};
  Moment now_{Time(std::chrono::hours(1)), WallTime(std::chrono::hours(24))};
  std::deque<Session> sessions_;
  Actions actions_;
};

TEST_F(ConnectStormTest, IsSmoothFromTheFirstToTheLastThoughAllMayComeBackAtOnce) {
  for (auto& session : sessions_) {
    session.start(now_, actions_);
    find(session);
  }
  now_.time += milliseconds(100);
  watch();
  for (auto& session : sessions_) {
    ASSERT_EQ(session.state(), ConnectionState::connecting);
    session.on_closed(1, {LossReason::closed, 4200, {}}, now_, actions_);
  }
  actions_.clear();
  for (auto& session : sessions_) wake(session);
  now_.time += milliseconds(100);
  EXPECT_THAT(watch(), testing::Pair(testing::Ge(9U), 10U));  // the first went at once
  for (auto& session : sessions_) EXPECT_EQ(session.state(), ConnectionState::connecting);
}

}  // namespace
}  // namespace sluice::channels
