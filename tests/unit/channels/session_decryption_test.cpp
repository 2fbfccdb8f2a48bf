#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/channels/sealed.hpp"
#include "tests/unit/channels/session_fixture.hpp"

// What becomes of one event of an encrypted channel. What happens when its key has changed is in
// session_key_test.cpp.
namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SessionDecryptionTest : public SessionFixture {
 protected:
  SessionDecryptionTest() { settings_.channels = {"private-encrypted-a", "trades"}; }

  /// Connected, and subscribed with key 'a'.
  void subscribe() {
    connect();
    grant_key(only<RequestAuth>(), key_of('a'));
    acknowledge("private-encrypted-a");
    acknowledge("trades");
  }
  std::uint64_t undecryptable(UndecryptableReason reason) const {
    return probe_.undecryptable[std::size_t(reason)].value();
  }
};

TEST_F(SessionDecryptionTest, DeliversThePlaintextAsIfItHadBeenSentSo) {
  subscribe();
  receive("price", "private-encrypted-a", sealed(R"({"n":1.10})", key_of('a')));
  const auto event = delivered();
  EXPECT_EQ(event.kind, EventKind::message);
  EXPECT_EQ(event.channel, "private-encrypted-a");
  EXPECT_EQ(event.name, "price");
  EXPECT_EQ(event.data, R"("{\"n\":1.10}")");
  EXPECT_EQ(event.received_at, now_.wall);
  EXPECT_EQ(only<Deliver>().subscription, 0U);
}

TEST_F(SessionDecryptionTest, TakesAnyTextAndNone) {
  subscribe();
  for (const std::string text :
       {"", "7", "null", "not JSON", "\"", "{\"a\":\"\\u00e9\"}", "\xf0\x9f\x99\x82\n\x01"}) {
    receive("price", "private-encrypted-a", sealed(text, key_of('a')));
    EXPECT_EQ(nlohmann::json::parse(delivered().data).get<std::string>(), text);
  }
}

TEST_F(SessionDecryptionTest, OpensWhatIsTheObjectItself) {
  subscribe();
  const std::string object = nlohmann::json::parse(sealed("text", key_of('a')));
  receive("price", "private-encrypted-a", object);
  EXPECT_EQ(delivered().data, R"("text")");
}

TEST_F(SessionDecryptionTest, OpensWhatComesBeforeTheAcknowledgement) {
  connect();
  grant_key(only<RequestAuth>(), key_of('a'));
  receive("price", "private-encrypted-a", sealed("early", key_of('a')));
  EXPECT_EQ(delivered().data, R"("early")");
}

TEST_F(SessionDecryptionTest, LeavesOtherChannelsAlone) {
  subscribe();
  const auto data = sealed("text", key_of('a'));
  receive("price", "trades", data);
  EXPECT_EQ(delivered().data, data);
}

TEST_F(SessionDecryptionTest, LeavesTheProtocolsOwnEventsAlone) {
  subscribe();
  for (const auto* event : {"pusher_internal:subscription_count", "pusher:cache_miss"}) {
    receive(event, "private-encrypted-a", R"("{\"subscription_count\":3}")");
    for (const auto& deliver : all<Deliver>()) {
      EXPECT_NE(deliver.event.kind, EventKind::undecryptable);
    }
  }
  for (const auto& counter : probe_.undecryptable) EXPECT_EQ(counter.value(), 0U);
}

TEST_F(SessionDecryptionTest, PassesOnWhatCouldNeverBeOpenedAndAsksForNoKey) {
  subscribe();
  const std::string others[] = {"7", "{}", R"("{}")", R"("text")",
                                R"({"nonce":"","ciphertext":""})"};
  for (const auto& data : others) {
    receive("price", "private-encrypted-a", data);
    EXPECT_EQ(delivered().kind, EventKind::undecryptable);
    EXPECT_EQ(delivered().name, "price");
    EXPECT_EQ(delivered().data, data);
    EXPECT_THAT(all<RequestAuth>(), IsEmpty());
  }
  EXPECT_EQ(undecryptable(UndecryptableReason::malformed), std::size(others));
  receive("price", "private-encrypted-a");
  EXPECT_EQ(delivered().data, "");
  EXPECT_EQ(undecryptable(UndecryptableReason::malformed), std::size(others) + 1);
}

TEST_F(SessionDecryptionTest, PassesOnAPlainClientEventAndAsksForNoKey) {
  subscribe();
  receive("client-hello", "private-encrypted-a", R"({"to":"you"})");
  EXPECT_EQ(delivered().kind, EventKind::undecryptable);
  EXPECT_EQ(delivered().name, "client-hello");
  EXPECT_THAT(all<RequestAuth>(), IsEmpty());
  EXPECT_EQ(undecryptable(UndecryptableReason::malformed), 1U);
}

TEST_F(SessionDecryptionTest, PassesOnWhatHoldsNoText) {
  subscribe();
  const auto data = sealed("a\xff", key_of('a'));
  receive("price", "private-encrypted-a", data);
  EXPECT_EQ(delivered().kind, EventKind::undecryptable);
  EXPECT_EQ(delivered().data, data);
  EXPECT_EQ(undecryptable(UndecryptableReason::not_text), 1U);
}

TEST_F(SessionDecryptionTest, SaysNowAndThenThatSomethingIsWrong) {
  subscribe();
  receive("price", "private-encrypted-a", "7");
  EXPECT_TRUE(reported(Level::warn, "undecryptable event"));
  EXPECT_EQ(only<Report>().channel, "private-encrypted-a");
  EXPECT_EQ(only<Report>().detail, "malformed");
  receive("price", "private-encrypted-a", "7");
  EXPECT_THAT(all<Report>(), IsEmpty());
  skip(seconds(10));
  receive("price", "private-encrypted-a", "7");
  EXPECT_TRUE(reported(Level::warn, "undecryptable event"));
}

TEST_F(SessionDecryptionTest, OpensWithTheKeyThatItMakesItself) {
  const auto master = key_of('m');
  settings_.subscription.signer.emplace("key", "s3cr3t", "", "", master);
  settings_.decryption.ask_again = false;
  connect();
  EXPECT_THAT(subscribed(), ElementsAre("private-encrypted-a", "trades"));
  for (const auto& send : all<Send>()) {
    EXPECT_EQ(send.text.find("shared_secret"), std::string::npos);
  }
  receive("price", "private-encrypted-a",
          sealed("text", derive_shared_secret("private-encrypted-a", master)));
  EXPECT_EQ(delivered().data, R"("text")");
  receive("price", "private-encrypted-a", sealed("text", key_of('b')));
  EXPECT_EQ(delivered().kind, EventKind::undecryptable);
  EXPECT_THAT(all<RequestAuth>(), IsEmpty());
  EXPECT_EQ(undecryptable(UndecryptableReason::wrong_key), 1U);
}

TEST_F(SessionDecryptionTest, DoesNotSubscribeWithoutAKey) {
  connect();
  grant(only<RequestAuth>());
  EXPECT_THAT(subscribed(), IsEmpty());
  EXPECT_EQ(state_of(0), SubscriptionState::failed);
  EXPECT_EQ(auths(AuthResult::malformed), 1U);
  EXPECT_THAT(channel(0).problem(), testing::HasSubstr("shared_secret"));
}

TEST_F(SessionDecryptionTest, RelaysTheCiphertextWhereThatIsWanted) {
  settings_.decryption.decrypt = false;
  connect();
  grant(only<RequestAuth>());
  EXPECT_THAT(subscribed(), ElementsAre("private-encrypted-a"));
  for (const auto& data : {sealed("text", key_of('a')), std::string("7")}) {
    receive("price", "private-encrypted-a", data);
    EXPECT_EQ(delivered().kind, EventKind::message);
    EXPECT_EQ(delivered().data, data);
  }
}

}  // namespace
}  // namespace sluice::channels
