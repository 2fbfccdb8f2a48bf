#include "gateway/channels/auth/auth_answer.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>

namespace sluice::channels {
namespace {

const std::string digits(64, 'a');
const std::string auth = "key:" + digits;
const std::string grant = R"({"auth":")" + auth + R"("})";

/// The text as an endpoint writes it that encodes once too often.
std::string encoded(const std::string& text) {
  return nlohmann::json(text).dump();
}

/// Stands in every body below that must not be seen again.
constexpr std::string_view secret = "s3cr3t";

struct Answer {
  const char* name;
  unsigned status;
  std::string body;
  AuthResult result;

  friend void PrintTo(const Answer& answer, std::ostream* out) { *out << answer.name; }
};

const Answer answers[] = {
    {"Ok", 200, grant, AuthResult::granted},
    {"Created", 201, grant, AuthResult::granted},
    {"Accepted", 202, grant, AuthResult::granted},
    {"LastOfTheSuccesses", 299, grant, AuthResult::granted},
    {"MultipleChoices", 300, grant, AuthResult::denied},
    {"Redirect", 302, grant, AuthResult::denied},
    {"NotModified", 304, "", AuthResult::denied},
    {"BadRequest", 400, "s3cr3t", AuthResult::denied},
    {"Unauthorized", 401, "s3cr3t", AuthResult::denied},
    {"Forbidden", 403, R"({"error":"s3cr3t"})", AuthResult::denied},
    {"NotFound", 404, R"({"error":"s3cr3t"})", AuthResult::denied},
    {"NotFoundByAnIngress", 404, "default backend - s3cr3t", AuthResult::transient},
    {"NotFoundWithoutAWord", 404, "", AuthResult::transient},
    {"MethodNotAllowedByAProxy", 405, "<html>s3cr3t</html>", AuthResult::transient},
    {"ProxyAuthenticationRequired", 407, "", AuthResult::transient},
    {"Misdirected", 421, "", AuthResult::transient},
    {"RequestTimeout", 408, "", AuthResult::transient},
    {"TooLarge", 413, "", AuthResult::denied},
    {"TooEarly", 425, "", AuthResult::transient},
    {"TooManyRequests", 429, "s3cr3t", AuthResult::transient},
    {"InternalError", 500, "s3cr3t", AuthResult::transient},
    {"BadGateway", 502, grant, AuthResult::transient},
    {"Unavailable", 503, "", AuthResult::transient},
    {"GatewayTimeout", 504, "", AuthResult::transient},
    {"NoContent", 204, "", AuthResult::malformed},
    {"NotJson", 200, "no JSON: s3cr3t", AuthResult::malformed},
    {"PageOfAProxy", 200, "\r\n<!doctype html><p>s3cr3t</p>", AuthResult::transient},
    {"CutJson", 200, R"({"auth":"s3cr3t)", AuthResult::malformed},
    {"TrailingContent", 200, grant + "s3cr3t", AuthResult::malformed},
    {"InvalidUtf8", 200, "{\"auth\":\"s3cr3t\xff\"}", AuthResult::malformed},
    {"Null", 200, "null", AuthResult::malformed},
    {"List", 200, R"(["s3cr3t"])", AuthResult::malformed},
    {"Text", 200, R"("s3cr3t")", AuthResult::malformed},
    {"EncodedTwice", 200, encoded(grant), AuthResult::granted},
    {"EncodedThrice", 200, encoded(encoded(grant)), AuthResult::malformed},
    {"NullEncodedTwice", 200, R"("null")", AuthResult::malformed},
    {"NoAuthEncodedTwice", 200, encoded(R"({"x":"s3cr3t"})"), AuthResult::malformed},
    {"Empty", 200, "", AuthResult::malformed},
    {"EmptyObject", 200, "{}", AuthResult::malformed},
    {"NoAuth", 200, R"({"channel_data":"s3cr3t"})", AuthResult::malformed},
    {"NullAuth", 200, R"({"auth":null,"x":"s3cr3t"})", AuthResult::malformed},
    {"NumberAuth", 200, R"({"auth":1})", AuthResult::malformed},
    {"EmptyAuth", 200, R"({"auth":""})", AuthResult::malformed},
    {"Placeholder", 200, R"({"auth":"<s3cr3t>"})", AuthResult::malformed},
    {"AuthIsJsonText", 200, R"({"auth":)" + encoded(grant) + "}", AuthResult::granted},
    {"AuthIsJsonTextEncodedTwice", 200, encoded(R"({"auth":)" + encoded(grant) + "}"),
     AuthResult::granted},
    {"AuthIsJsonTextWithoutAuth", 200, R"({"auth":"{\"x\":\"s3cr3t\"}"})", AuthResult::malformed},
    {"AuthIsAnObject", 200, R"({"auth":)" + grant + "}", AuthResult::malformed},
    {"AuthWithoutKey", 200, R"({"auth":":)" + digits + R"("})", AuthResult::malformed},
    {"SignatureTooShort", 200, R"({"auth":"s3cr3t:abc"})", AuthResult::malformed},
    {"SignatureTooLong", 200, R"({"auth":"s3cr3t:)" + digits + R"(0"})", AuthResult::malformed},
    {"SignatureInUpperCase", 200, R"({"auth":"s3cr3t:)" + std::string(64, 'A') + R"("})",
     AuthResult::malformed},
    {"SignatureNotHex", 200, R"({"auth":"s3cr3t:)" + std::string(64, 'g') + R"("})",
     AuthResult::malformed},
    {"ChannelDataIsAnObject", 200, R"({"auth":")" + auth + R"(","channel_data":{"x":"s3cr3t"}})",
     AuthResult::malformed},
    {"ChannelDataIsANumber", 200, R"({"auth":")" + auth + R"(","channel_data":7})",
     AuthResult::malformed},
};

class AuthAnswerTest : public testing::TestWithParam<Answer> {};

TEST_P(AuthAnswerTest, IsSortedByStatusAndForm) {
  EXPECT_EQ(read_auth_answer({GetParam().status, GetParam().body}).result, GetParam().result);
}

TEST_P(AuthAnswerTest, CarriesAnAuthorizationOnlyWhenGranted) {
  const auto answer = read_auth_answer({GetParam().status, GetParam().body});
  const bool granted = answer.result == AuthResult::granted;
  EXPECT_EQ(answer.authorization.auth, granted ? auth : "");
  EXPECT_EQ(answer.detail.empty(), granted);
}

TEST_P(AuthAnswerTest, SaysNothingOfTheBody) {
  const auto answer = read_auth_answer({GetParam().status, GetParam().body});
  EXPECT_EQ(answer.detail.find(secret), std::string::npos) << answer.detail;
  EXPECT_EQ(answer.detail.find(digits), std::string::npos) << answer.detail;
}

INSTANTIATE_TEST_SUITE_P(All, AuthAnswerTest, testing::ValuesIn(answers),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(AuthGrantTest, HasTheChannelDataAsTheEndpointWroteIt) {
  const auto answer =
      read_auth_answer({200, R"({"auth":")" + auth +
                                 R"(","channel_data":"{ \"user_id\" : 7.0,\"n\":\"\\u00e9\" }"})"});
  EXPECT_EQ(answer.authorization.channel_data, R"({ "user_id" : 7.0,"n":"\u00e9" })");
}

TEST(AuthGrantTest, HasTheChannelDataThatWasSignedWhenItIsEncodedOnceTooOften) {
  const std::string signed_here = R"({"auth":")" + auth + R"(","channel_data":"{\"n\": 1}"})";
  EXPECT_EQ(read_auth_answer({200, encoded(signed_here)}).authorization.channel_data,
            R"({"n": 1})");
  const auto nested = R"({"auth":)" + encoded(signed_here) + R"(,"channel_data":"other"})";
  EXPECT_EQ(read_auth_answer({200, nested}).authorization.channel_data, R"({"n": 1})");
}

TEST(AuthGrantTest, KeepsEmptyChannelDataApartFromNone) {
  const auto with = [](std::string_view data) {
    return read_auth_answer({200, R"({"auth":")" + auth + R"(")" + std::string(data) + "}"})
        .authorization.channel_data;
  };
  EXPECT_EQ(with(R"(,"channel_data":"")"), "");
  EXPECT_EQ(with(R"(,"channel_data":null)"), std::nullopt);
  EXPECT_EQ(with(""), std::nullopt);
}

TEST(AuthGrantTest, PassesOverFieldsThatAreNotItsOwn) {
  const auto answer = read_auth_answer(
      {200, R"({"shared_secret":"s3cr3t","ok":true,"auth":")" + auth + R"(","more":[1]})"});
  EXPECT_EQ(answer.result, AuthResult::granted);
  EXPECT_EQ(answer.authorization.auth, auth);
  EXPECT_FALSE(answer.authorization.channel_data);
}

const std::string key_text = "nlr49ISQHz91yS3cy/yWmW8wFMNeTnNL5tNHnbPJcLQ=";

TEST(AuthGrantTest, HasTheKeyOfAnEncryptedChannel) {
  const auto answer = read_auth_answer(
      {200, R"({"auth":")" + auth + R"(","shared_secret":")" + key_text + R"("})"});
  EXPECT_EQ(answer.authorization.shared_secret, read_secret_key(key_text));
  EXPECT_EQ(with_key(answer).authorization.shared_secret, read_secret_key(key_text));
}

TEST(AuthGrantTest, IsMalformedWithoutAUsableKeyWhereOneIsNeeded) {
  for (const std::string_view key : {R"("s3cr3t")", R"("")", "null", "7", R"(["s3cr3t"])",
                                     R"("nlr49ISQHz91yS3cy/yWmW8wFMNeTnNL5tNHnbPJcLQ")"}) {
    const auto body = R"({"auth":")" + auth + R"(","shared_secret":)" + std::string(key) + "}";
    EXPECT_EQ(read_auth_answer({200, body}).result, AuthResult::granted) << key;
    EXPECT_EQ(with_key(read_auth_answer({200, body})).result, AuthResult::malformed) << key;
    EXPECT_EQ(with_key(read_auth_answer({200, body})).authorization.auth, "") << key;
  }
}

TEST(AuthAnswerDetailTest, TellsOfAMissingKeyOnlyWhereAllElseIsGood) {
  EXPECT_EQ(with_key(read_auth_answer({200, grant})).detail,
            "the endpoint answered 2xx, but without a 'shared_secret' of 32 bytes in base64, which "
            "the channel needs");
  EXPECT_EQ(with_key(read_auth_answer({403, grant})).detail, "the endpoint answered 403");
  EXPECT_EQ(with_key(read_auth_answer({403, grant})).result, AuthResult::denied);
}

TEST(AuthGrantTest, IsNotDisturbedByNestingWithoutEnd) {
  const std::string deep(300'000, '[');
  EXPECT_EQ(read_auth_answer({200, deep}).result, AuthResult::malformed);
  EXPECT_EQ(read_auth_answer({200, deep + std::string(deep.size(), ']')}).result,
            AuthResult::malformed);
}

TEST(AuthAnswerDetailTest, KeepsThePauseThatTheServerAskedForWithinReason) {
  using std::chrono::minutes;
  using std::chrono::seconds;
  EXPECT_EQ(read_auth_answer({.status = 503, .body = "", .retry_after = seconds(7)}).pause,
            seconds(7));
  EXPECT_EQ(
      read_auth_answer({.status = 429, .body = "", .retry_after = std::chrono::hours(9)}).pause,
      minutes(10));
  EXPECT_EQ(read_auth_answer({503, ""}).pause, seconds(0));
}

TEST(AuthAnswerDetailTest, TellsApartWhatAnOperatorWouldMendDifferently) {
  EXPECT_EQ(read_auth_answer({403, ""}).detail, "the endpoint answered 403");
  EXPECT_EQ(read_auth_answer({302, ""}).detail,
            "the endpoint answered 302, and redirects are not followed");
  EXPECT_EQ(read_auth_answer({200, "no JSON"}).detail,
            "the endpoint answered 2xx, but not with JSON");
  EXPECT_EQ(read_auth_answer({404, "<html>"}).detail,
            "the endpoint answered 404, but not as an application does: perhaps a proxy before it");
  EXPECT_EQ(read_auth_answer({200, "null"}).detail,
            "the endpoint answered 2xx, but with a JSON null, not an object");
  EXPECT_EQ(read_auth_answer({200, "{}"}).detail, "the endpoint answered 2xx, but without 'auth'");
  EXPECT_EQ(read_auth_answer({200, R"({"auth":"x"})"}).detail,
            "the endpoint answered 2xx, but 'auth' is not KEY:SIGNATURE with 64 hex digits");
}

TEST(AuthAnswerDetailTest, NamesTheEndpointOfEachRefusal) {
  const auto of = [](unsigned status, std::string_view body) {
    return read_auth_answer({.status = status, .body = body, .address = "https://a.test/auth"});
  };
  const std::string answered = "the endpoint https://a.test/auth answered ";
  EXPECT_EQ(of(403, "").detail, answered + "403");
  EXPECT_EQ(of(200, "no JSON").detail, answered + "2xx, but not with JSON");
  EXPECT_EQ(with_user(of(200, grant)).detail, answered + "2xx, but without 'user_data'");
  EXPECT_EQ(
      with_key(of(200, grant)).detail,
      answered +
          "2xx, but without a 'shared_secret' of 32 bytes in base64, which the channel needs");
}

}  // namespace
}  // namespace sluice::channels
