#include "gateway/channels/auth/auth_batch.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace sluice::channels {
namespace {

const std::string auth = "key:" + std::string(64, 'a');
const std::string grant = R"({"auth":")" + auth + R"("})";

RequestAuth request(std::string channel, std::string socket_id = "1.1") {
  return {.subscription = 0,
          .generation = 1,
          .channel = std::move(channel),
          .socket_id = std::move(socket_id)};
}

/// What one channel is told when this is its entry in the answer.
AuthAnswer of_entry(const std::string& entry) {
  return read_batch_answer({200, R"({"private-a":)" + entry + "}"}, {request("private-a")}).front();
}

TEST(AuthBatchTest, HasNoMoreChannelsThanAllowed) {
  const auto batches = auth_batches({request("a"), request("b"), request("c")}, 2);
  ASSERT_EQ(batches.size(), 2U);
  ASSERT_EQ(batches[0].size(), 2U);
  EXPECT_EQ(batches[0][0].channel, "a");
  EXPECT_EQ(batches[0][1].channel, "b");
  ASSERT_EQ(batches[1].size(), 1U);
  EXPECT_EQ(batches[1][0].channel, "c");
  EXPECT_TRUE(auth_batches({}, 2).empty());
}

TEST(AuthBatchTest, IsOfOneSocket) {
  const auto batches = auth_batches({request("a", "1.1"), request("b", "2.2")}, 9);
  ASSERT_EQ(batches.size(), 2U);
  EXPECT_EQ(batches[1].front().socket_id, "2.2");
}

TEST(AuthBatchTest, NamesItsChannelsByTheirPlace) {
  EXPECT_EQ(batch_field(0), "channel_name[0]");
  EXPECT_EQ(batch_field(12), "channel_name[12]");
}

TEST(BatchAnswerTest, GivesEachChannelItsOwn) {
  const auto answers =
      read_batch_answer({200, R"({"private-b":{"status":403},"private-a":)" + grant +
                                  R"(,"private-c":{"status":200,"data":)" + grant +
                                  R"(},"private-d":{"status":503},"private-other":7})"},
                        {request("private-a"), request("private-b"), request("private-c"),
                         request("private-d"), request("private-e")});
  ASSERT_EQ(answers.size(), 5U);
  EXPECT_EQ(answers[0].result, AuthResult::granted);
  EXPECT_EQ(answers[0].authorization.auth, auth);
  EXPECT_EQ(answers[1].result, AuthResult::denied);
  EXPECT_EQ(answers[1].detail, "the endpoint answered 403");
  EXPECT_EQ(answers[2].result, AuthResult::granted);
  EXPECT_EQ(answers[2].authorization.auth, auth);
  EXPECT_EQ(answers[3].result, AuthResult::transient);
  EXPECT_EQ(answers[4].result, AuthResult::malformed);
  EXPECT_EQ(answers[4].detail, "the endpoint answered 2xx, but without this channel");
}

TEST(BatchAnswerTest, NamesTheEndpointOfEachRefusal) {
  const auto answers = read_batch_answer(
      {.status = 200, .body = R"({"private-a":{"status":403}})", .address = "https://a.test/auth"},
      {request("private-a"), request("private-b")});
  EXPECT_EQ(answers[0].detail, "the endpoint https://a.test/auth answered 403");
  EXPECT_EQ(answers[1].detail,
            "the endpoint https://a.test/auth answered 2xx, but without this channel");
}

TEST(BatchAnswerTest, HasTheChannelDataAsTheEndpointWroteIt) {
  const std::string with_data =
      R"({"auth":")" + auth + R"(","channel_data":"{ \"user_id\" : 7.0,\"n\":\"\\u00e9\" }"})";
  const auto expected = R"({ "user_id" : 7.0,"n":"\u00e9" })";
  EXPECT_EQ(of_entry(with_data).authorization.channel_data, expected);
  EXPECT_EQ(of_entry(R"({"data":)" + with_data + "}").authorization.channel_data, expected);
}

TEST(BatchAnswerTest, TakesAnEntryThatIsEncodedOnceTooOften) {
  EXPECT_EQ(of_entry(nlohmann::json(grant).dump()).result, AuthResult::granted);
}

TEST(BatchAnswerTest, TakesNoStatusForOneThatIsNone) {
  for (const auto* status : {"\"200\"", "200.5", "-1", "99", "600", "null", "{}"}) {
    const auto answer = of_entry(R"({"data":)" + grant + R"(,"status":)" + status + "}");
    EXPECT_EQ(answer.result, AuthResult::malformed) << status;
  }
}

TEST(BatchAnswerTest, IsMalformedForAChannelWhoseEntryIs) {
  for (const auto* entry : {"null", "[]", "7", R"("x")", "{}", R"({"status":200})",
                            R"({"status":200,"data":null})", R"({"status":200,"data":{}})"}) {
    EXPECT_EQ(of_entry(entry).result, AuthResult::malformed) << entry;
  }
}

TEST(BatchAnswerTest, IsTheSameForAllWhenItIsAboutNone) {
  const AuthBatch two{request("private-a"), request("private-b")};
  const auto result = [&](unsigned status, std::string_view body) {
    const auto answers = read_batch_answer({status, body}, two);
    EXPECT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers.front().detail, answers.back().detail);
    return answers.back().result;
  };
  EXPECT_EQ(result(500, ""), AuthResult::transient);
  EXPECT_EQ(result(403, ""), AuthResult::denied);
  EXPECT_EQ(result(302, ""), AuthResult::denied);
  EXPECT_EQ(result(200, ""), AuthResult::malformed);
  EXPECT_EQ(result(200, "[]"), AuthResult::malformed);
  EXPECT_EQ(result(200, "null"), AuthResult::malformed);
}

TEST(BatchAnswerTest, IsNotDisturbedByNestingWithoutEnd) {
  const std::string deep = std::string(300'000, '[') + std::string(300'000, ']');
  EXPECT_EQ(of_entry(deep).result, AuthResult::malformed);
  EXPECT_EQ(of_entry(R"({"data":)" + deep + "}").result, AuthResult::malformed);
  EXPECT_EQ(of_entry(R"({"more":)" + deep + R"(,"auth":")" + auth + R"("})").result,
            AuthResult::granted);
}

}  // namespace
}  // namespace sluice::channels
