#include "gateway/channels/subscription/rejection.hpp"

#include <gtest/gtest.h>

namespace sluice::channels {
namespace {

TEST(RejectionTest, IsReadFromTheServersWords) {
  const struct {
    ServerError error;
    Rejection rejection;
  } rows[] = {
      {{{}, "Invalid signature: Expected HMAC SHA256 hex digest of 1.1:a, but got x"},
       Rejection::lasting},
      {{{}, "Auth info required to subscribe to private-a"}, Rejection::lasting},
      {{4009, "Connection is unauthorized"}, Rejection::lasting},
      {{4301, "user_info is too big"}, Rejection::lasting},
      {{401, "The connection is unauthorized."}, Rejection::lasting},
      {{4100, "The maximum members per presence channel limit was reached"}, Rejection::passing},
      {{4302, "A server error has occured."}, Rejection::passing},
      {{{}, "Existing subscription to channel a"}, Rejection::exists},
      {{{}, "No current subscription to channel a, or subscription in progress"},
       Rejection::nothing_here},
  };
  for (const auto& row : rows)
    EXPECT_EQ(read_rejection(row.error), row.rejection) << row.error.message;
}

TEST(RejectionTest, IsOfASubscriptionUnlessTheCodeSaysOtherwise) {
  for (const auto code : {0, 401, 4000, 4009, 4300}) {
    EXPECT_TRUE(may_be_of_a_subscription({code, {}})) << code;
  }
  for (const auto code : {4100, 4200, 4201, 4301, 4302, 4303}) {
    EXPECT_FALSE(may_be_of_a_subscription({code, {}})) << code;
  }
  EXPECT_TRUE(may_be_of_a_subscription({}));
}

TEST(RejectionTest, MentionsAChannelAsAWordOfItsOwn) {
  EXPECT_TRUE(mentions("no such channel: orders.", "orders"));
  EXPECT_TRUE(mentions("orders", "orders"));
  EXPECT_TRUE(mentions("reorders orders", "orders"));
  EXPECT_FALSE(mentions("reorders", "orders"));
  EXPECT_FALSE(mentions("orders-eu", "orders"));
  EXPECT_FALSE(mentions("", "orders"));
}

TEST(SignatureTest, IsBlamedInTheWordsOfEachServer) {
  for (const auto* message :
       {"Invalid signature: Expected HMAC SHA256 hex digest of 1.1:private-a, but got x",
        "Invalid key in subscription auth data: 'k'", "The connection is unauthorized.",
        "Connection not authorized.", "Connection is unauthorized"}) {
    EXPECT_TRUE(blames_signature({4009, message})) << message;
    EXPECT_EQ(with_signer("why", {4009, message}, "auth.secret"),
              "why (signed by auth.secret: does it belong to the app of this key?)");
  }
}

TEST(SignatureTest, IsNotBlamedForAnyOtherRefusal) {
  for (const auto* message :
       {"", "Connection not authorized within timeout.", "You got disconnected by the app.",
        "The channel name is longer than the allowed 200 characters.",
        "The client is not a member of the specified channel."}) {
    EXPECT_FALSE(blames_signature({4009, message})) << message;
    EXPECT_EQ(with_signer("why", {4009, message}, "auth.secret"), "why");
  }
}

}  // namespace
}  // namespace sluice::channels
