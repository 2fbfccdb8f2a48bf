#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/channels/session_fixture.hpp"

namespace sluice::channels {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string auth = "key:" + std::string(64, 'a');
const std::string user_data = "{ \"id\" : \"ann\" }";
constexpr const char* ann_channel = "#server-to-user-ann";
constexpr const char* success = R"({"user_data":"{\"id\":\"ann\"}"})";

class SessionSigninTest : public SessionFixture {
 protected:
  SessionSigninTest() {
    settings_.signin.wanted = true;
    settings_.activity_timeout = std::chrono::hours(10);  // no ping among the messages
  }

  RequestUserAuth ask() {
    connect();
    return only<RequestUserAuth>();
  }
  void answer_user(const RequestUserAuth& request, const AuthAnswer& answer) {
    actions_.clear();
    session_->on_user_auth(request, answer, now_, actions_);
  }
  void grant_user(const RequestUserAuth& request) {
    AuthAnswer granted{AuthResult::granted, {auth, std::nullopt}, {}};
    granted.authorization.user_data = user_data;
    answer_user(request, granted);
  }
  void refuse_user(const RequestUserAuth& request, AuthResult result) {
    answer_user(request, {result, {}, "the endpoint answered so"});
  }
  /// As far as the acknowledgement of the user's channel.
  void sign_in() {
    grant_user(ask());
    receive("pusher:signin_success", {}, success);
    acknowledge(ann_channel);
  }
  [[nodiscard]] SigninState state() const { return session_->signin().state(); }
  [[nodiscard]] std::int64_t gauge(SigninState state) const {
    return probe_.signin[std::size_t(state)].value();
  }
};

TEST_F(SessionSigninTest, IsNotTriedUnlessItIsWanted) {
  settings_.signin.wanted = false;
  connect();
  EXPECT_THAT(all<RequestUserAuth>(), IsEmpty());
  EXPECT_EQ(state(), SigninState::off);
  EXPECT_EQ(gauge(SigninState::off), 1);
  receive("pusher:signin_success", {}, success);
  EXPECT_THAT(actions_, IsEmpty());
}

TEST_F(SessionSigninTest, AsksWhoTheUserIsOnThisSocket) {
  start();
  establish("123.456");
  EXPECT_EQ(only<RequestUserAuth>().socket_id, "123.456");
  EXPECT_EQ(state(), SigninState::authorizing);
  EXPECT_EQ(gauge(SigninState::authorizing), 1);
  EXPECT_THAT(subscribed(), ElementsAre("trades"));  // nothing waits for it
}

TEST_F(SessionSigninTest, SendsTheGrantByteForByte) {
  grant_user(ask());
  EXPECT_EQ(nlohmann::json::parse(only<Send>().text),
            (nlohmann::json{{"event", "pusher:signin"},
                            {"data", {{"auth", auth}, {"user_data", user_data}}}}));
  EXPECT_EQ(state(), SigninState::sent);
  EXPECT_EQ(auths(AuthResult::granted), 1U);
}

TEST_F(SessionSigninTest, SignsHereWhenItHasTheSecret) {
  settings_.signin.signer.emplace("key", "s3cr3t", User{"ann", R"({"n":1})", {"ben", "cy"}});
  start();
  establish("123.456");
  EXPECT_THAT(all<RequestUserAuth>(), IsEmpty());
  const auto message = nlohmann::json::parse(all<Send>().front().text);
  const std::string signed_data = R"({"id":"ann","user_info":{"n":1},"watchlist":["ben","cy"]})";
  EXPECT_EQ(message["event"], "pusher:signin");
  EXPECT_EQ(message["data"]["user_data"], signed_data);
  EXPECT_EQ(message["data"]["auth"], user_auth_signature("key", "s3cr3t", "123.456", signed_data));
}

TEST_F(SessionSigninTest, SubscribesToTheUsersChannelWithoutAuthorisation) {
  grant_user(ask());
  receive("pusher:signin_success", {}, success);
  EXPECT_EQ(nlohmann::json::parse(only<Send>().text)["data"],
            (nlohmann::json{{"channel", ann_channel}}));
  EXPECT_EQ(state(), SigninState::signed_in);
  EXPECT_EQ(session_->signin().user_id(), "ann");
  EXPECT_TRUE(reported(Level::info, "signed in"));
}

TEST_F(SessionSigninTest, KnowsItselfWhenTheServerDoesNotSay) {
  for (const auto* data : {"{}", "null", R"({"user_data":"{}"})", R"({"user_data":"x"})"}) {
    grant_user(ask());
    receive("pusher:signin_success", {}, data);
    EXPECT_EQ(session_->signin().user_id(), "ann") << data;
  }
}

TEST_F(SessionSigninTest, DeliversWhatIsSentToTheUser) {
  sign_in();
  receive("hello", ann_channel, R"("for ann")");
  const auto event = delivered();
  EXPECT_EQ(event.kind, EventKind::user);
  EXPECT_EQ(event.channel, ann_channel);
  EXPECT_EQ(event.name, "hello");
  EXPECT_EQ(event.data, R"("for ann")");
  EXPECT_EQ(event.user_id, "ann");
  EXPECT_EQ(only<Deliver>().subscription, std::nullopt);
}

TEST_F(SessionSigninTest, DeliversNothingOfTheProtocolOnTheUsersChannel) {
  sign_in();
  receive("pusher:hello", ann_channel, "1");
  EXPECT_THAT(all<Deliver>(), IsEmpty());
  receive("pusher_internal:hello", ann_channel, "1");
  EXPECT_THAT(all<Deliver>(), IsEmpty());
}

TEST_F(SessionSigninTest, DeliversNothingForAnotherUserOrForNobody) {
  connect();
  receive("hello", ann_channel, "1");
  EXPECT_THAT(all<Deliver>(), IsEmpty());
  sign_in();
  receive("hello", "#server-to-user-ben", "1");
  EXPECT_THAT(all<Deliver>(), IsEmpty());
  EXPECT_EQ(probe_.ignored_frames.value(), 2U);
}

TEST_F(SessionSigninTest, IsRepeatedOnEachNewSocket) {
  const auto old = ask();
  grant_user(old);
  receive("pusher:signin_success", {}, success);
  close({});
  EXPECT_EQ(state(), SigninState::waiting);
  EXPECT_TRUE(session_->signin().user_id().empty());
  pass(delay());
  establish("2.2");
  EXPECT_EQ(only<RequestUserAuth>().socket_id, "2.2");
  receive("hello", ann_channel, "1");
  EXPECT_THAT(all<Deliver>(), IsEmpty());
}

TEST_F(SessionSigninTest, DropsAnAnswerForAnOldSocket) {
  const auto old = ask();
  lose_and_redial({});
  establish("2.2");
  grant_user(old);
  EXPECT_THAT(actions_, IsEmpty());
  EXPECT_EQ(auths(AuthResult::stale), 1U);
  EXPECT_EQ(state(), SigninState::authorizing);
}

TEST_F(SessionSigninTest, AsksAgainSoonAfterATransientFailure) {
  refuse_user(ask(), AuthResult::transient);
  EXPECT_EQ(state(), SigninState::waiting);
  EXPECT_TRUE(reported(Level::warn, "signing in failed, will be tried again soon"));
  pass(settings_.signin.retry_initial);
  EXPECT_EQ(all<RequestUserAuth>().size(), 1U);
}

TEST_F(SessionSigninTest, LeavesTheEndpointAloneForAsLongAsItAsks) {
  answer_user(ask(), read_auth_answer({.status = 503, .body = "", .retry_after = seconds(90)}));
  acknowledge("trades");
  pass(seconds(90) - milliseconds(1));
  EXPECT_THAT(all<RequestUserAuth>(), IsEmpty());
  pass(settings_.signin.retry_initial + milliseconds(1));
  EXPECT_EQ(all<RequestUserAuth>().size(), 1U);
}

TEST_F(SessionSigninTest, ShowsAPermanentFailureAndTriesSlowly) {
  refuse_user(ask(), AuthResult::denied);
  EXPECT_EQ(state(), SigninState::failed);
  EXPECT_EQ(gauge(SigninState::failed), 1);
  EXPECT_EQ(session_->signin().problem(), "the endpoint answered so");
  EXPECT_TRUE(reported(Level::error, "signing in refused, will be tried again later"));
  acknowledge("trades");
  pass(settings_.signin.refused_retry - milliseconds(1));
  EXPECT_THAT(all<RequestUserAuth>(), IsEmpty());
  pass(settings_.signin.retry_max);
  grant_user(only<RequestUserAuth>());
  receive("pusher:signin_success", {}, success);
  EXPECT_TRUE(session_->signin().problem().empty());
}

TEST_F(SessionSigninTest, TakesNoAnswerWithoutAUser) {
  const auto request = ask();
  answer_user(request, {AuthResult::granted, {auth, std::nullopt}, {}});
  EXPECT_EQ(session_->signin().problem(), "the endpoint answered 2xx, but without 'user_data'");
  EXPECT_EQ(auths(AuthResult::malformed), 1U);
}

TEST_F(SessionSigninTest, TakesAnErrorForItsRefusalWhileItWaits) {
  grant_user(ask());
  acknowledge("trades");
  receive("pusher:error", {}, R"({"code":4009,"message":"Connection not authorized."})");
  EXPECT_EQ(state(), SigninState::failed);
  EXPECT_EQ(
      session_->signin().problem(),
      "4009 Connection not authorized. (signed by user.endpoint: does it belong to the app of "
      "this key?)");
  EXPECT_EQ(session_->state(), ConnectionState::connected);
}

TEST_F(SessionSigninTest, NamesTheSecretWhoseSignatureTheServerRefuses) {
  settings_.signin.signer.emplace("key", "s3cr3t", User{"ann"});
  start();
  establish("123.456");
  acknowledge("trades");
  receive("pusher:error", {}, R"({"code":4009,"message":"Connection not authorized."})");
  EXPECT_THAT(session_->signin().problem(), testing::HasSubstr("(signed by auth.secret:"));
}

TEST_F(SessionSigninTest, IsRefusedByAnErrorThatNamesNoChannelWhileALaterOneIsPending) {
  settings_.channels = {"private-a"};
  connect();
  const auto channel = only<RequestAuth>();
  grant_user(only<RequestUserAuth>());
  skip(milliseconds(1));
  grant(channel);
  receive("pusher:error", {}, R"({"code":4009,"message":"Connection not authorized."})");
  EXPECT_EQ(state(), SigninState::failed);
  EXPECT_EQ(state_of(0), SubscriptionState::subscribing);
  acknowledge("private-a");
  EXPECT_EQ(state_of(0), SubscriptionState::subscribed);
}

TEST_F(SessionSigninTest, IsNotRefusedByAnErrorThatAnswersAChannelAskedForBefore) {
  const auto user = ask();
  skip(milliseconds(1));
  grant_user(user);
  receive("pusher:error", {}, R"({"code":4009,"message":"Connection is unauthorized"})");
  EXPECT_EQ(state(), SigninState::sent);
  EXPECT_EQ(state_of(0), SubscriptionState::failed);
}

TEST_F(SessionSigninTest, IsNotRefusedByAnErrorThatMentionsAChannel) {
  grant_user(ask());
  receive("pusher:error", {}, R"({"message":"Subscription to trades is not possible"})");
  EXPECT_EQ(state(), SigninState::sent);
  EXPECT_EQ(state_of(0), SubscriptionState::failed);
}

TEST_F(SessionSigninTest, IsNotRefusedByAnErrorAboutTheWatchlistOrClientEvents) {
  grant_user(ask());
  acknowledge("trades");
  for (const auto* code : {"4301", "4302"}) {
    receive("pusher:error", {}, std::string{R"({"message":"too many","code":)"} + code + "}");
    EXPECT_EQ(state(), SigninState::sent) << code;
  }
}

TEST_F(SessionSigninTest, IsTriedAgainWhenTheServerSaysNothing) {
  grant_user(ask());
  acknowledge("trades");
  pass(settings_.signin.acknowledge_timeout);
  EXPECT_TRUE(reported(Level::warn, "signin not acknowledged in time"));
  EXPECT_EQ(state(), SigninState::waiting);
  pass(settings_.signin.retry_initial);
  EXPECT_EQ(all<RequestUserAuth>().size(), 1U);
}

TEST_F(SessionSigninTest, SubscribesAgainWhenTheUsersChannelIsNotAcknowledged) {
  grant_user(ask());
  acknowledge("trades");
  receive("pusher:signin_success", {}, success);
  pass(settings_.signin.acknowledge_timeout);
  EXPECT_THAT(subscribed(), ElementsAre(ann_channel));
  acknowledge(ann_channel);
  pass(settings_.signin.acknowledge_timeout * 2);
  EXPECT_THAT(subscribed(), IsEmpty());
}

TEST_F(SessionSigninTest, FailsWhenTheUsersChannelIsRefused) {
  grant_user(ask());
  receive("pusher:signin_success", {}, success);
  receive("pusher:subscription_error", ann_channel, R"({"error":"no"})");
  EXPECT_EQ(state(), SigninState::failed);
  EXPECT_EQ(session_->signin().problem(), "no");
}

TEST_F(SessionSigninTest, StaysAwayWhenTheUserIsTerminated) {
  settings_.channels = {"private-a"};
  settings_.signin.signer.emplace("key", "s3cr3t", User{"ann"});
  connect();
  receive("pusher:signin_success", {}, success);
  close(4009);
  EXPECT_EQ(session_->state(), ConnectionState::failed);
}

TEST_F(SessionSigninTest, ComesBackWhenTheServerWouldNotWaitForIt) {
  (void)ask();
  close(4009);
  EXPECT_EQ(session_->state(), ConnectionState::waiting);
}

TEST_F(SessionSigninTest, StaysAwayAfterARefusalThatClosesTheConnection) {
  grant_user(ask());
  acknowledge("trades");
  receive("pusher:error", {}, R"({"code":4009,"message":"Connection not authorized."})");
  close(4009);
  EXPECT_EQ(session_->state(), ConnectionState::failed);
}

TEST_F(SessionSigninTest, DeliversEachChangeOfTheWatchlist) {
  sign_in();
  receive("pusher_internal:watchlist_events", {},
          R"({"events":[{"name":"online","user_ids":["ben","cy"]},)"
          R"({"name":"offline","user_ids":["dan"]},{"name":"other"},7]})");
  const auto deliveries = all<Deliver>();
  ASSERT_EQ(deliveries.size(), 2U);
  EXPECT_EQ(deliveries[0].event.kind, EventKind::watchlist);
  EXPECT_EQ(deliveries[0].event.name, "online");
  EXPECT_EQ(deliveries[0].event.data, R"({"name":"online","user_ids":["ben","cy"]})");
  EXPECT_EQ(deliveries[0].event.channel, "");
  EXPECT_EQ(deliveries[1].event.name, "offline");
  EXPECT_EQ(deliveries[1].event.data, R"({"name":"offline","user_ids":["dan"]})");
}

TEST_F(SessionSigninTest, DeliversAChangeOfTheWatchlistThatComesBare) {
  sign_in();
  receive("online", {}, R"({"user_ids":["ben"]})");
  EXPECT_EQ(delivered().kind, EventKind::watchlist);
  EXPECT_EQ(delivered().name, "online");
  EXPECT_EQ(delivered().data, R"({"user_ids":["ben"]})");
}

TEST_F(SessionSigninTest, LetsAPresenceChannelWithoutChannelDataWaitForTheUser) {
  settings_.channels = {"presence-desk"};
  connect();
  const auto user = only<RequestUserAuth>();
  const auto request = only<RequestAuth>();
  answer(request, {AuthResult::granted, {auth, std::nullopt}, {}});
  EXPECT_THAT(subscribed(), IsEmpty());
  grant_user(user);
  receive("pusher:signin_success", {}, success);
  EXPECT_THAT(subscribed(), ElementsAre(ann_channel, "presence-desk"));
}

TEST_F(SessionSigninTest, LetsAPresenceChannelTryAloneOnceItHasFailed) {
  settings_.channels = {"presence-desk"};
  connect();
  const auto user = only<RequestUserAuth>();
  const auto request = only<RequestAuth>();
  answer(request, {AuthResult::granted, {auth, std::nullopt}, {}});
  refuse_user(user, AuthResult::denied);
  EXPECT_THAT(subscribed(), ElementsAre("presence-desk"));
}

TEST_F(SessionSigninTest, ForgetsWhatWaitedOnAnOldSocket) {
  settings_.channels = {"presence-desk"};
  connect();
  answer(only<RequestAuth>(), {AuthResult::granted, {auth, std::nullopt}, {}});
  lose_and_redial({});
  establish("2.2");
  grant_user(only<RequestUserAuth>());
  receive("pusher:signin_success", {}, success);
  EXPECT_THAT(subscribed(), ElementsAre(ann_channel));
}

}  // namespace
}  // namespace sluice::channels
