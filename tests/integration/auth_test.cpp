#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/support/stage_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

// The real gateway against an authorisation endpoint that signs with the official package, or
// misbehaves.
namespace sluice::test {
namespace {

using testing::IsSupersetOf;

/// The line that the sink writes of an event.
std::string record_of(const std::string& channel, const std::string& data) {
  return R"({"topic":"got/)" + channel + R"(","key":")" + channel +
         R"(","headers":{},"payload":")" + data + "\"}";
}

class AuthTest : public StageFixture {
 protected:
  AuthTest() {
    stage.ready("{channels: none}");
    stage.lines("out");
    stage.route("out", "got/{channel}").with("match: {kind: message}");
  }

  void wait_subscriptions(const std::string& state, double channels) {
    stage.gateway().wait_metric("sluice_subscriptions", {{"state", state}}, channels);
  }

  /// What /api/v1/status says of one channel of the first connection.
  nlohmann::json status(const std::string& channel) {
    const auto page = nlohmann::json::parse(stage.gateway().get("/api/v1/status").body);
    for (const auto& each : page.at("connections").at(0).at("channels")) {
      if (each.at("channel") == channel) return each;
    }
    return {};
  }
};

struct Refusal {
  const char* channel;
  std::string problem;
};

TEST_F(AuthTest, TriesAgainWhatMayPassAndShowsWhatDoesNotWithoutDisturbingOtherChannels) {
  AuthEndpoint& endpoint = stage.auth();
  endpoint.behave(
      {{.answer = AuthAnswer::status, .channel = "private-failing", .times = 1, .status = 500},
       {.answer = AuthAnswer::hang, .channel = "private-hanging", .times = 1},
       // On a connection that was used before a request is sent twice.
       {.answer = AuthAnswer::drop, .channel = "private-cut", .times = 2},
       {.answer = AuthAnswer::big, .channel = "private-big", .times = 1},
       {.answer = AuthAnswer::status, .channel = "private-forbidden"},
       {.answer = AuthAnswer::redirect, .channel = "private-elsewhere"},
       {.answer = AuthAnswer::malformed, .channel = "private-half"},
       {.answer = AuthAnswer::status, .channel = "private-null", .status = 200, .body = "null"}});
  stage.connection("market")
      .channels(
          "public, private-good, private-failing, private-hanging, private-cut, private-big, "
          "private-forbidden, private-elsewhere, private-half, private-null")
      .asks(endpoint, "timeout: 1s");
  GatewayProcess& gateway = stage.start();
  const std::vector<std::string> good{"public", "private-good"};
  const std::string answered = "the endpoint " + endpoint.url() + " answered ";
  const std::vector<Refusal> passing{{"private-failing", answered + "500"},
                                     {"private-hanging", "answer: timed out after 1000 ms"},
                                     {"private-cut", "answer: the server closed the connection"},
                                     {"private-big", "answer: larger than 65536 bytes"}};
  const std::vector<Refusal> permanent{
      {"private-forbidden", answered + "403"},
      {"private-elsewhere", answered + "307, and redirects are not followed"},
      {"private-half", answered + "2xx, but not with JSON"},
      {"private-null", answered + "2xx, but with a JSON null, not an object"}};
  wait_subscriptions("subscribed", double(good.size() + passing.size()));
  wait_subscriptions("failed", double(permanent.size()));

  for (const auto& [channel, problem] : passing) {
    gateway.wait_logged({"level=warn", "will be asked again soon",
                         std::string{"channel="} + channel + " ", problem});
    EXPECT_EQ(status(channel).at("state"), "subscribed");
    EXPECT_FALSE(status(channel).contains("problem"));
    EXPECT_EQ(status(channel).at("last_authorization").at("result"), "granted");
  }
  for (const auto& [channel, problem] : permanent) {
    gateway.wait_logged({"level=error", "will be asked again later",
                         std::string{"channel="} + channel + " ", problem});
    EXPECT_EQ(status(channel).at("state"), "failed");
    EXPECT_EQ(status(channel).at("problem"), problem);
  }
  const auto results = [&](const char* result) {
    return gateway.metric("sluice_auth_requests_total", {{"result", result}});
  };
  EXPECT_GE(results("transient"), passing.size());
  EXPECT_EQ(results("granted"), passing.size() + 1);
  EXPECT_GE(results("denied"), 2);
  EXPECT_GE(results("malformed"), 2);
  std::vector<std::string> channels = good;
  for (const auto& each : passing) channels.emplace_back(each.channel);
  stage.publisher().trigger(channels, "tick", "after all");
  for (const auto& channel : channels) {
    gateway.process().wait_for_line(record_of(channel, "after all"));
  }
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(AuthTest, NamesWhatSignedWhereTheServerRefusesTheSignature) {
  stage.connection("market").channels("public, private-a").with("auth: {secret: not-of-this-app}");
  GatewayProcess& gateway = stage.start();
  wait_subscriptions("failed", 1);
  const std::string problem =
      "The connection is unauthorized. (signed by auth.secret: does it belong to the app of this "
      "key?)";
  EXPECT_EQ(status("private-a").at("problem"), problem);
  gateway.wait_logged({"level=error", "subscription rejected", "channel=private-a ", problem});
  EXPECT_THAT(gateway.log(), testing::Not(testing::Contains(testing::HasSubstr("not-of-this"))));
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(AuthTest, AsksForManyChannelsAtOnceOverFewConnectionsWithAllThatIsConfigured) {
  AuthEndpoint& endpoint = stage.auth();
  const std::string odd = "private-a@b,c;d=e";
  std::string list = "\"" + odd + "\", presence-desk";
  for (int number = 0; number < 62; ++number) list += ", private-" + std::to_string(number);
  stage.connection("market").channels(list).asks(
      endpoint, R"(headers: {Authorization: "Bearer a b", x-tenant: "7"}, )"
                R"(params: {user_id: "sluice & co", "odd name": "50%=ok"}, max_concurrent: 4)");
  GatewayProcess& gateway = stage.start();
  wait_subscriptions("subscribed", 64);
  EXPECT_EQ(gateway.metric("sluice_auth_requests_total", {{"result", "granted"}}), 64);

  const auto requests = endpoint.wait_requests(64);
  EXPECT_EQ(requests.size(), 64U);
  std::set<std::uint16_t> connections;
  std::set<std::string> bodies;
  for (const auto& request : requests) {
    connections.insert(request.peer_port);
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, "/pusher/auth");
    EXPECT_EQ(request.headers.at("authorization"), "Bearer a b");
    EXPECT_EQ(request.headers.at("x-tenant"), "7");
    EXPECT_EQ(request.headers.at("content-type"), "application/x-www-form-urlencoded");
    bodies.insert(request.body.substr(request.body.find('&')));
  }
  EXPECT_EQ(connections.size(), 4U);
  const std::string params = "&odd%20name=50%25%3Dok&user_id=sluice%20%26%20co";
  EXPECT_THAT(bodies, IsSupersetOf({"&channel_name=private-a%40b%2Cc%3Bd%3De" + params,
                                    "&channel_name=presence-desk" + params,
                                    "&channel_name=private-61" + params}));
  EXPECT_EQ(bodies.size(), 64U);
  stage.publisher().trigger(odd, "tick", "oddly named");
  gateway.process().wait_for_line(record_of(odd, "oddly named"));
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(AuthTest, ReadsATokenFileAgainForEachRequest) {
  AuthEndpoint& endpoint = stage.auth();
  const TemporaryFolder folder;
  const auto file = folder.write("token", "first\n").string();
  stage.connection("market")
      .channels("private-orders")
      .asks(endpoint, "headers: {Authorization: \"Bearer ${file:" + file + "}\"}")
      .with("reconnect: {initial: 100ms, max: 100ms}");
  GatewayProcess& gateway = stage.start();
  wait_subscriptions("subscribed", 1);

  folder.write("token", "second\n");
  stage.server().kill();
  stage.server().start();
  EXPECT_EQ(endpoint.wait_requests(2).back().headers.at("authorization"), "Bearer second");
  wait_subscriptions("subscribed", 1);

  // While it is replaced, the last good one is used.
  std::filesystem::remove(file);
  gateway.wait_logged({"the old one runs on", "Authorization", "No such file or directory"});
  stage.server().kill();
  stage.server().start();
  EXPECT_EQ(endpoint.wait_requests(3).back().headers.at("authorization"), "Bearer second");
  wait_subscriptions("subscribed", 1);

  folder.write("token", "third\n");
  stage.server().kill();
  stage.server().start();
  EXPECT_EQ(endpoint.wait_requests(4).back().headers.at("authorization"), "Bearer third");
  wait_subscriptions("subscribed", 1);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(AuthTest, AsksForSeveralChannelsInOneRequestWhereTheEndpointCan) {
  AuthEndpoint& endpoint = stage.auth();
  endpoint.behave({{.answer = AuthAnswer::status, .channel = "private-forbidden"}});
  stage.connection("market")
      .channels(R"(private-a, presence-b, private-forbidden, "private-d@,;=")")
      .asks(endpoint, "batch: 3, params: {user_id: sluice}");
  GatewayProcess& gateway = stage.start();
  wait_subscriptions("subscribed", 3);
  wait_subscriptions("failed", 1);
  EXPECT_EQ(status("private-forbidden").at("problem"),
            "the endpoint " + endpoint.url() + " answered 403");
  EXPECT_EQ(gateway.metric("sluice_auth_requests_total", {{"result", "granted"}}), 3);

  const auto requests = endpoint.wait_requests(2);
  ASSERT_EQ(requests.size(), 2U);
  std::set<std::string> bodies;
  for (const auto& request : requests) bodies.insert(request.body.substr(request.body.find('&')));
  EXPECT_THAT(bodies,
              testing::ElementsAre("&channel_name%5B0%5D=private-a&channel_name%5B1%5D=presence-b"
                                   "&channel_name%5B2%5D=private-forbidden&user_id=sluice",
                                   "&channel_name%5B0%5D=private-d%40%2C%3B%3D&user_id=sluice"));
  stage.publisher().trigger({"private-a", "presence-b", "private-d@,;="}, "tick", "after all");
  for (const auto* channel : {"private-a", "presence-b", "private-d@,;="}) {
    gateway.process().wait_for_line(record_of(channel, "after all"));
  }
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
