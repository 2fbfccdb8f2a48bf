#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/channels/sealed.hpp"
#include "tests/unit/channels/session_fixture.hpp"

// What happens when events of an encrypted channel do not open with the key at hand.
namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class SessionKeyTest : public SessionFixture {
 protected:
  SessionKeyTest() {
    settings_.channels = {"private-encrypted-a", "private-encrypted-b"};
    settings_.activity_timeout = std::chrono::hours(10);  // no ping among the actions
  }

  /// Subscribed with key 'a'.
  void SetUp() override {
    connect();
    for (const auto& request : all<RequestAuth>()) grant_key(request, key_of('a'));
    acknowledge("private-encrypted-a");
    acknowledge("private-encrypted-b");
  }

  void receive_sealed(const std::string& text, char key,
                      std::string_view channel = "private-encrypted-a") {
    receive("price", channel, sealed(text, key_of(key)));
  }

  /// An event has come that key 'a' does not open, and another key was asked for.
  RequestAuth ask(const std::string& text = "first", char key = 'b') {
    receive_sealed(text, key);
    EXPECT_THAT(all<Deliver>(), IsEmpty());
    return only<RequestAuth>();
  }

  void refuse(const RequestAuth& request, AuthResult result) {
    answer(request, {result, {}, "the endpoint answered so"});
  }

  /// What was delivered: the text, or in parentheses the kind that it has without being opened.
  std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    for (const auto& deliver : all<Deliver>()) {
      const auto& event = deliver.event;
      const bool opened = event.kind == EventKind::message;
      texts.push_back(opened ? nlohmann::json::parse(event.data).get<std::string>()
                             : "(" + std::string(to_string(event.kind)) + ")");
    }
    return texts;
  }

  std::uint64_t undecryptable(UndecryptableReason reason) const {
    return probe_.undecryptable[std::size_t(reason)].value();
  }
};

TEST_F(SessionKeyTest, IsAskedForOnceAndTheChannelWaits) {
  const auto request = ask();
  EXPECT_EQ(request.purpose, AuthPurpose::key);
  EXPECT_EQ(request.channel, "private-encrypted-a");
  EXPECT_EQ(request.socket_id, "1.1");
  for (const char key : {'b', 'a', 'c'}) {
    receive_sealed("later", key);
    EXPECT_THAT(actions_, IsEmpty());
  }
}

TEST_F(SessionKeyTest, DoesNotHoldUpAnotherChannel) {
  (void)ask();
  receive_sealed("elsewhere", 'a', "private-encrypted-b");
  EXPECT_THAT(texts(), ElementsAre("elsewhere"));
}

TEST_F(SessionKeyTest, OpensWhatHasWaitedInTheOrderOfArrival) {
  const auto request = ask();
  receive_sealed("second", 'b');
  receive_sealed("sealed before the change", 'a');
  receive("price", "private-encrypted-a", "7");
  receive_sealed("of nobody we know", 'x');
  receive_sealed("last", 'b');
  grant_key(request, key_of('b'));
  EXPECT_THAT(texts(), ElementsAre("first", "second", "sealed before the change", "(undecryptable)",
                                   "(undecryptable)", "last"));
  EXPECT_EQ(undecryptable(UndecryptableReason::malformed), 1U);
  EXPECT_EQ(undecryptable(UndecryptableReason::wrong_key), 1U);
  EXPECT_EQ(auths(AuthResult::granted), 3U);
}

TEST_F(SessionKeyTest, ComesWithAnAnswerThatSubscribesToNothing) {
  grant_key(ask(), key_of('b'));
  EXPECT_THAT(all<Send>(), IsEmpty());
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
  receive_sealed("afterwards", 'b');
  EXPECT_THAT(texts(), ElementsAre("afterwards"));
  EXPECT_THAT(all<RequestAuth>(), IsEmpty());
}

TEST_F(SessionKeyTest, LeavesAnEventItsNameAndItsTimeOfArrival) {
  const auto came = now_.wall;
  const auto request = ask();
  now_.wall += seconds(2);
  grant_key(request, key_of('b'));
  EXPECT_EQ(delivered().name, "price");
  EXPECT_EQ(delivered().channel, "private-encrypted-a");
  EXPECT_EQ(delivered().received_at, came);
}

TEST_F(SessionKeyTest, PassesOnTheCiphertextOfWhatItDoesNotOpen) {
  const auto data = sealed("first", key_of('x'));
  grant_key(ask("first", 'x'), key_of('b'));
  EXPECT_EQ(delivered().kind, EventKind::undecryptable);
  EXPECT_EQ(delivered().data, data);
  EXPECT_TRUE(reported(Level::warn, "no key opens an event"));
}

TEST_F(SessionKeyTest, IsKeptWhenAnotherIsNotToBeHad) {
  for (const auto result : {AuthResult::denied, AuthResult::transient, AuthResult::malformed}) {
    const auto request = ask();
    receive_sealed("second", 'a');
    refuse(request, result);
    EXPECT_THAT(texts(), ElementsAre("(undecryptable)", "second"));
    EXPECT_EQ(auths(result), 1U);
    EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
    skip(std::chrono::hours(1));
  }
  EXPECT_EQ(undecryptable(UndecryptableReason::no_key), 3U);
}

TEST_F(SessionKeyTest, IsNotToBeHadFromAnAnswerWithoutIt) {
  grant(ask());
  EXPECT_THAT(texts(), ElementsAre("(undecryptable)"));
  EXPECT_EQ(auths(AuthResult::malformed), 1U);
}

TEST_F(SessionKeyTest, IsWaitedForOnlySoLong) {
  const auto request = ask();
  pass(settings_.decryption.key_timeout - milliseconds(1));
  EXPECT_THAT(actions_, IsEmpty());
  pass(milliseconds(1));
  EXPECT_THAT(texts(), ElementsAre("(undecryptable)"));
  EXPECT_EQ(undecryptable(UndecryptableReason::no_key), 1U);
  grant_key(request, key_of('b'));
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(auths(AuthResult::stale), 1U);
}

TEST_F(SessionKeyTest, IsNotTakenFromAnAnswerForAnotherSocket) {
  const auto request = ask();
  lose_and_redial({});
  establish("2.2");
  grant_key(request, key_of('b'));
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(auths(AuthResult::stale), 1U);
}

TEST_F(SessionKeyTest, IsNotWaitedForWithoutAConnection) {
  (void)ask();
  receive_sealed("second", 'a');
  close({});
  EXPECT_THAT(texts(), ElementsAre("(undecryptable)", "second"));
  EXPECT_EQ(undecryptable(UndecryptableReason::connection_lost), 1U);
}

TEST_F(SessionKeyTest, IsNotWaitedForAtTheEnd) {
  (void)ask();
  receive_sealed("second", 'a');
  actions_.clear();
  session_->stop(actions_);
  EXPECT_THAT(texts(), ElementsAre("(undecryptable)", "second"));
}

TEST_F(SessionKeyTest, IsThatOfTheNewSubscriptionAfterAReconnect) {
  lose_and_redial({});
  establish("2.2");
  grant_key(all<RequestAuth>().front(), key_of('b'));
  receive_sealed("after", 'b');
  EXPECT_THAT(texts(), ElementsAre("after"));
}

TEST_F(SessionKeyTest, OfBeforeAReconnectStillOpensForAWhile) {
  lose_and_redial({});
  establish("2.2");
  grant_key(all<RequestAuth>().front(), key_of('b'));
  acknowledge("private-encrypted-a");
  skip(settings_.decryption.key_kept - milliseconds(1));
  receive_sealed("of a publisher that has not changed yet", 'a');
  EXPECT_THAT(texts(), ElementsAre("of a publisher that has not changed yet"));
  skip(milliseconds(1));
  receive_sealed("too late", 'a');
  EXPECT_THAT(texts(), IsEmpty());
}

TEST_F(SessionKeyTest, BeforeThePresentOneOutlivesTheSocket) {
  grant_key(ask(), key_of('b'));
  lose_and_redial({});
  establish("2.2");
  grant_key(all<RequestAuth>().front(), key_of('b'));
  acknowledge("private-encrypted-a");
  receive_sealed("of a publisher that has not changed yet", 'a');
  EXPECT_THAT(texts(), ElementsAre("of a publisher that has not changed yet"));
}

TEST_F(SessionKeyTest, OfBeforeStillOpensForAWhile) {
  grant_key(ask(), key_of('b'));
  skip(settings_.decryption.key_kept - milliseconds(1));
  receive_sealed("of a publisher that has not changed yet", 'a');
  EXPECT_THAT(texts(), ElementsAre("of a publisher that has not changed yet"));
  skip(milliseconds(1));
  receive_sealed("too late", 'a');
  EXPECT_THAT(texts(), IsEmpty());
  EXPECT_THAT(all<RequestAuth>(), SizeIs(1));
}

TEST_F(SessionKeyTest, CanBeAskedForAgainSoonAfterItWasOfUse) {
  grant_key(ask("first", 'b'), key_of('b'));
  skip(settings_.decryption.pause_after_success);
  grant_key(ask("second", 'c'), key_of('c'));
  EXPECT_THAT(texts(), ElementsAre("second"));
}

TEST_F(SessionKeyTest, IsNotAskedForWithEveryEventOfOneWhoHasNone) {
  std::size_t requests = 0;
  std::size_t passed_on = 0;
  for (int second = 0; second < 3600; ++second) {
    receive_sealed("whatever", 'x');
    passed_on += all<Deliver>().size();
    for (const auto& request : all<RequestAuth>()) {
      ++requests;
      grant_key(request, key_of('a'));
      passed_on += all<Deliver>().size();
    }
    skip(seconds(1));
  }
  EXPECT_LE(requests, 12U);
  EXPECT_EQ(passed_on, 3600U);
  EXPECT_EQ(undecryptable(UndecryptableReason::wrong_key), 3600U);
}

class SessionKeyBoundTest : public SessionKeyTest {
 protected:
  SessionKeyBoundTest() {
    settings_.decryption.waiting_max = 3;
    settings_.decryption.waiting_bytes_max = 20'000;
  }
};

TEST_F(SessionKeyBoundTest, LetsTheOldestGoWhenTooManyWait) {
  const auto request = ask();
  receive_sealed("second", 'a');
  receive_sealed("third", 'b');
  receive_sealed("fourth", 'b');
  EXPECT_THAT(texts(), ElementsAre("(undecryptable)"));
  receive_sealed("fifth", 'b');
  EXPECT_THAT(texts(), ElementsAre("second"));
  EXPECT_EQ(undecryptable(UndecryptableReason::queue_full), 1U);
  grant_key(request, key_of('b'));
  EXPECT_THAT(texts(), ElementsAre("third", "fourth", "fifth"));
}

TEST_F(SessionKeyBoundTest, LetsTheOldestGoWhenTheyAreTooLarge) {
  (void)ask(std::string(2'000, 'x'));
  receive_sealed(std::string(7'000, 'x'), 'b');
  EXPECT_THAT(texts(), ElementsAre("(undecryptable)"));
  receive_sealed(std::string(30'000, 'x'), 'b');
  EXPECT_THAT(texts(), ElementsAre("(undecryptable)", "(undecryptable)"));
  EXPECT_EQ(undecryptable(UndecryptableReason::queue_full), 3U);
  receive_sealed("small", 'b');
  EXPECT_THAT(texts(), IsEmpty());
}

TEST_F(SessionKeyTest, IsNeverReported) {
  std::string said;
  const auto listen = [&] {
    for (const auto& report : all<Report>()) said += std::string(report.what) + report.detail;
  };
  const auto request = ask();
  listen();
  grant_key(request, key_of('b'));
  listen();
  EXPECT_FALSE(said.empty());
  for (const char letter : {'a', 'b'}) {
    EXPECT_EQ(said.find(base64(std::vector<unsigned char>(32, letter))), std::string::npos);
    EXPECT_EQ(said.find(std::string(32, letter)), std::string::npos);
  }
}

}  // namespace
}  // namespace sluice::channels
