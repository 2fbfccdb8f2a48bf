#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/stage_fixture.hpp"

// Events that the official package encrypts, through a real Channels server, which cannot read
// them, and the real gateway to a real broker.
namespace sluice::test {
namespace {

using testing::ElementsAre;

const std::string old_key = "zyrm8pvV2C9fJcBfhyXzvxbJVN/H7QLmbe0xJi1GhPU=";
const std::string new_key = "SXQgTXVzdCBCZSBUaGlydHkgVHdvIENoYXJhY3RlcnM=";
const std::string wrong_key = "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=";
const std::string channel = "private-encrypted-a";
constexpr const char* by_endpoint = "auth: {endpoint: \"${AUTH}\"}";

class EncryptedTest : public StageFixture {
 protected:
  EncryptedTest() : StageFixture({.encryption_master_key = new_key}) {
    stage.environment["MASTER_KEY"] = new_key;
  }

  /// With these keys in its connection.
  GatewayProcess& start(const std::string& keys) {
    stage.auth();
    stage.connection("market").channels("private-encrypted-a").with(keys);
    stage.mqtt("floor").with("qos: 1");
    stage.route("floor", "got/{event}");
    stage.route("floor", "dead/{event}").with("match: {kind: undecryptable}");
    return stage.start();
  }

  /// What arrived, as TOPIC PAYLOAD.
  std::vector<std::string> arrived(std::size_t count) {
    std::vector<std::string> lines;
    for (const auto& each : stage.listener().wait_messages(count)) {
      lines.push_back(each.topic + " " + each.payload);
    }
    return lines;
  }
};

struct WayOfKeys {
  const char* name;
  const char* keys;
  friend void PrintTo(const WayOfKeys& way, std::ostream* out) { *out << way.name; }
};

class EncryptedByEveryWayOfKeysTest : public EncryptedTest,
                                      public testing::WithParamInterface<WayOfKeys> {};

TEST_P(EncryptedByEveryWayOfKeysTest, ArrivesAsThePublisherWroteItByteForByte) {
  GatewayProcess& gateway = start(GetParam().keys);
  stage.publisher().trigger(channel, "object",
                            {{"n", 1234567890123456}, {"z", "é\n\"\\"}, {"a", 1.5}});
  stage.publisher().trigger(channel, "text", "plain");
  stage.publisher().trigger(channel, "list", nlohmann::json::array());
  EXPECT_THAT(arrived(3), ElementsAre(R"(got/object {"a":1.5,"n":1234567890123456,"z":"é\n\"\\"})",
                                      R"(got/text "plain")", "got/list []"));
  EXPECT_EQ(gateway.terminate(), 0);
  for (const auto& line : gateway.log()) {
    EXPECT_EQ(line.find("shared_secret"), line.npos) << line;
    EXPECT_EQ(line.find(new_key), line.npos) << line;
  }
}

INSTANTIATE_TEST_SUITE_P(All, EncryptedByEveryWayOfKeysTest,
                         testing::Values(WayOfKeys{"Endpoint", by_endpoint},
                                         WayOfKeys{"MasterKey",
                                                   "auth: {secret: \"${APP_SECRET}\", "
                                                   "encryption_master_key: \"${MASTER_KEY}\"}"}),
                         [](const auto& way) { return std::string(way.param.name); });

TEST_F(EncryptedTest, LosesNothingAndKeepsTheOrderWhenTheKeyChanges) {
  stage.auth().behave({{.answer = AuthAnswer::ok, .times = 1, .master_key = old_key}});
  Publisher before(stage.driver(), stage.server(), old_key);
  GatewayProcess& gateway = start(by_endpoint);
  std::vector<std::string> expected;
  const auto publish = [&](Publisher& by, int from, int to) {
    for (int number = from; number <= to; ++number) {
      by.trigger(channel, "tick", {{"n", number}});
      expected.push_back("got/tick {\"n\":" + std::to_string(number) + "}");
    }
  };
  publish(before, 1, 10);
  publish(stage.publisher(), 11, 20);
  publish(before, 21, 22);  // publishers change one by one
  publish(stage.publisher(), 23, 30);
  EXPECT_EQ(arrived(30), expected);
  EXPECT_EQ(stage.auth().request_count(), 2U);
  EXPECT_EQ(gateway.metric("sluice_undecryptable_total"), 0);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(EncryptedTest, KeepsWhatNoKeyOpensApartAsItCame) {
  Publisher stranger(stage.driver(), stage.server(), wrong_key);
  GatewayProcess& gateway = start(by_endpoint);
  stranger.trigger(channel, "odd", {{"n", 1}});
  stage.publisher().trigger(channel, "good", {{"n", 2}});
  stage.publisher().trigger_unquoted(channel, "plain", {{"n", 3}});
  stranger.trigger(channel, "odd", {{"n", 4}});
  const auto lines = arrived(4);
  EXPECT_THAT(lines,
              ElementsAre(testing::StartsWith("dead/odd {\"nonce\":"), "got/good {\"n\":2}",
                          "dead/plain {\"n\":3}", testing::StartsWith("dead/odd {\"nonce\":")));
  EXPECT_EQ(stage.auth().request_count(), 2U);
  EXPECT_EQ(gateway.metric("sluice_undecryptable_total", {{"reason", "wrong_key"}}), 2);
  EXPECT_EQ(gateway.metric("sluice_undecryptable_total", {{"reason", "malformed"}}), 1);
  EXPECT_EQ(gateway.terminate(), 0);
}

TEST_F(EncryptedTest, RelaysTheCiphertextWithoutAnyKey) {
  GatewayProcess& gateway = start("auth: {secret: \"${APP_SECRET}\"}, encrypted: relay");
  stage.publisher().trigger(channel, "sealed", {{"n", 1}});
  const auto lines = arrived(1);
  EXPECT_THAT(lines, ElementsAre(testing::StartsWith("got/sealed {\"nonce\":")));
  EXPECT_EQ(gateway.terminate(), 0);
}

}  // namespace
}  // namespace sluice::test
