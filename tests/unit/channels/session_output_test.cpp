#include <gmock/gmock.h>

#include <set>

#include "tests/unit/channels/session_fixture.hpp"

// A new socket has thousands of channels to subscribe: what is sent of it waits for the shell to
// write what it has.
namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SessionOutputTest : public SessionFixture {
 protected:
  SessionOutputTest() {
    settings_.activity_timeout = std::chrono::hours(10);  // no ping among the messages
    settings_.channels.clear();
    for (int n = 0; n < 25'000; ++n) settings_.channels.push_back("private-" + std::to_string(n));
  }

  void sign_here() { settings_.subscription.signer.emplace("key", "s3cr3t", "", ""); }
  [[nodiscard]] std::size_t sent_bytes() const {
    std::size_t bytes = 0;
    for (const auto& send : all<Send>()) bytes += send.text.size();
    return bytes;
  }
  void write_all() {
    actions_.clear();
    session_->on_written(now_, actions_);
  }
};

TEST_F(SessionOutputTest, IsBoundedUntilTheShellHasWrittenIt) {
  sign_here();
  connect();
  std::set<std::string> seen;
  while (!all<Send>().empty()) {
    EXPECT_LT(sent_bytes(), Subscriptions::unwritten_max + 1'000);
    for (const auto& channel : subscribed()) EXPECT_TRUE(seen.insert(channel).second) << channel;
    write_all();
  }
  EXPECT_EQ(seen.size(), settings_.channels.size());
  EXPECT_EQ(probe_.subscriptions[std::size_t(SubscriptionState::subscribing)].value(), 25'000);
}

TEST_F(SessionOutputTest, OfGrantsThatComeAllAtOnceIsBoundedToo) {
  connect();
  const auto requests = all<RequestAuth>();
  ASSERT_EQ(requests.size(), settings_.channels.size());
  actions_.clear();
  for (const auto& request : requests) {
    session_->on_auth(request, {AuthResult::granted, {"key:signature", std::nullopt}, {}}, now_,
                      actions_);
  }
  EXPECT_LT(sent_bytes(), Subscriptions::unwritten_max + 1'000);
  std::size_t count = 0;
  while (!all<Send>().empty()) {
    count += subscribed().size();
    write_all();
  }
  EXPECT_EQ(count, requests.size());
}

TEST_F(SessionOutputTest, GoesOnWhileNothingIsAcknowledged) {
  sign_here();
  connect();
  write_all();
  EXPECT_FALSE(subscribed().empty());
}

TEST_F(SessionOutputTest, ForgetsWhatWaitedForASocketThatIsGone) {
  sign_here();
  connect();
  close({});
  write_all();
  EXPECT_THAT(actions_, IsEmpty());
  pass(delay());
  establish("2.2");
  EXPECT_EQ(subscribed().front(), "private-0");
}

TEST_F(SessionOutputTest, LeavesOutWhatIsWantedNoMore) {
  sign_here();
  connect();
  const auto next = settings_.channels[subscribed().size()];
  session_->unsubscribe(next, now_, actions_);
  write_all();
  EXPECT_THAT(subscribed(), testing::Not(testing::Contains(next)));
}

}  // namespace
}  // namespace sluice::channels
