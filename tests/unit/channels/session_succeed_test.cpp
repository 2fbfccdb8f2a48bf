#include <gmock/gmock.h>

#include "tests/unit/channels/other_session.hpp"
#include "tests/unit/channels/session_fixture.hpp"

// A session goes on from what another one of the same channels knows.
namespace sluice::channels {
namespace {

class SessionSucceedTest : public SessionFixture {
 protected:
  SessionSucceedTest() { settings_.channels = {"trades", "presence-desk"}; }

  void connect_after(const OtherSession& before) {
    start();
    session_->succeed(before.session());
    establish();
  }
  [[nodiscard]] std::vector<std::string> gaps() const {
    std::vector<std::string> found;
    for (const auto& event : notices()) {
      if (event.kind == EventKind::gap) found.emplace_back(event.channel);
    }
    return found;
  }

  OtherSession before_{{"trades", "presence-desk"}};
};

TEST_F(SessionSucceedTest, HasNoGapWhereTheOneBeforeIsSubscribed) {
  before_.connect();
  before_.acknowledge("trades", R"("{}")");
  connect_after(before_);
  acknowledge("trades");
  EXPECT_THAT(gaps(), testing::IsEmpty());
  acknowledge("presence-desk", R"({"presence":{"hash":{"1":null},"ids":["1"]}})");
  EXPECT_THAT(gaps(), testing::ElementsAre("presence-desk"));
}

TEST_F(SessionSucceedTest, WhatHappenedLastToAChannelIsWhatHappenedThere) {
  before_.connect();
  before_.acknowledge("trades", R"("{}")");
  before_.receive(R"({"event":"sold","channel":"trades","data":"{}"})");
  const auto last_event = [](const Session& session) {
    return session.subscriptions().all()[0].history().event_at;
  };
  ASSERT_NE(last_event(before_.session()), never);
  connect_after(before_);
  EXPECT_EQ(last_event(*session_), last_event(before_.session()));
}

TEST_F(SessionSucceedTest, AGapThatIsOpenThereEndsHere) {
  before_.connect();
  before_.acknowledge("trades", R"("{}")");
  before_.pass(seconds(1));
  before_.lose();
  now_.wall += std::chrono::seconds(5);
  connect_after(before_);
  acknowledge("trades");
  ASSERT_THAT(gaps(), testing::ElementsAre("trades"));
  EXPECT_THAT(notices().front().data, testing::HasSubstr(R"("reason":"connection_lost")"));
}

TEST_F(SessionSucceedTest, ItsFirstMembersAreTheDifferenceFromThoseKnownThere) {
  before_.connect();
  before_.acknowledge("presence-desk",
                      R"({"presence":{"hash":{"1":null,"2":null},"ids":["1","2"]}})");
  connect_after(before_);
  acknowledge("presence-desk", R"({"presence":{"hash":{"2":null,"3":null},"ids":["2","3"]}})");
  std::vector<std::string> changes;
  for (const auto& delivered : all<Deliver>()) {
    const auto& event = delivered.event;
    if (event.kind == EventKind::presence_joined)
      changes.push_back("+" + std::string(event.user_id));
    if (event.kind == EventKind::presence_left) changes.push_back("-" + std::string(event.user_id));
  }
  EXPECT_THAT(changes, testing::ElementsAre("-1", "+3"));
}

TEST_F(SessionSucceedTest, AMarkHasPassedWithThePongOrTheSocket) {
  connect();
  EXPECT_TRUE(session_->has_passed({0, 7}));  // of a socket before this one
  const Mark first = session_->mark(now_, actions_);
  const Mark second = session_->mark(now_, actions_);
  EXPECT_FALSE(session_->has_passed(first));
  receive("pusher:pong", {});
  EXPECT_TRUE(session_->has_passed(first));
  EXPECT_FALSE(session_->has_passed(second));
  close(std::nullopt);
  EXPECT_TRUE(session_->has_passed(second));
}

}  // namespace
}  // namespace sluice::channels
