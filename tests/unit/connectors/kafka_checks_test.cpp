#include <fmt/format.h>
#include <gmock/gmock.h>

#include <array>

#include "config/reader.hpp"
#include "connectors/connector.hpp"
#include "connectors/kafka/kafka_producer.hpp"

namespace sluice::connectors {

const Connector& kafka_connector();

namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

/// The problems of a sink of these lines, without the file's name.
std::vector<std::string> problems_of(const std::string& lines) {
  const auto loaded = config::load(
      "connections:\n  market: {cluster: eu, key: abc, channels: [a]}\n"
      "sinks:\n  events:\n    type: kafka\n" +
          lines + "routes:\n  - {to: events, topic: t}\n",
      "f", config::ConnectorTypes{{kafka_connector().sink}, {}},
      [](std::string_view) -> std::optional<std::string> { return "hunter2"; });
  std::vector<std::string> problems;
  if (loaded) {
    for (const auto& warning : loaded->warnings)
      problems.push_back("warning " + to_string(warning));
  } else {
    for (const auto& problem : loaded.error()) problems.push_back(to_string(problem));
  }
  return problems;
}

TEST(KafkaCheckTest, FindsNothingInWhatLibrdkafkaTakes) {
  EXPECT_THAT(problems_of("    brokers: [a, \"b:1,c:2\", \"[::1]:9092\", PLAINTEXT://d]\n"),
              IsEmpty());
  EXPECT_THAT(problems_of("    brokers: [\"sasl_ssl://a:1\"]\n    tls: {}\n"
                          "    sasl: {mechanism: PLAIN, username: u, password: p}\n"),
              IsEmpty());
}

TEST(KafkaCheckTest, RefusesBrokersThatLibrdkafkaWouldPassOver) {
  constexpr auto scheme =
      "must be host:port, without a scheme; `tls` and `sasl` choose the protocol";
  EXPECT_THAT(
      problems_of("    brokers: [\"kafka://a:1\", \"http://h:1\", \"b:99999\", \"c:1,:2\"]\n"),
      ElementsAre(fmt::format("f:6:15: sinks.events.brokers[0]: 'kafka://a:1' {}", scheme),
                  fmt::format("f:6:30: sinks.events.brokers[1]: 'http://h:1' {}", scheme),
                  "f:6:44: sinks.events.brokers[2]: 'b:99999' has a port that is not in "
                  "1..65535",
                  "f:6:55: sinks.events.brokers[3]: 'c:1,:2' has no host"));
}

TEST(KafkaCheckTest, QuotesLibrdkafkaWhereItRefusesALogin) {
  constexpr auto brokers = "    brokers: [a]\n";
  EXPECT_THAT(
      problems_of(brokers +
                  std::string{"    sasl: {mechanism: plain, username: u, password: p}\n"}),
      ElementsAre("f:7:23: sinks.events.sasl.mechanism: Unsupported SASL mechanism: plain"));
  EXPECT_THAT(problems_of(brokers + std::string{"    sasl: {mechanism: PLAIN, username: u}\n"}),
              ElementsAre("f:7:5: sinks.events.sasl: sasl.username and sasl.password must be set"));
  EXPECT_THAT(
      problems_of(brokers +
                  std::string{"    sasl: {mechanism: \"${X}\", username: u, password: p}\n"}),
      ElementsAre("f:7:23: sinks.events.sasl.mechanism: librdkafka refuses its value"));
}

TEST(KafkaCheckTest, TakesTheErrorsOfWhichTheOperatorDecides) {
  EXPECT_THAT(problems_of("    brokers: [a]\n    permanent_errors: UNKNOWN_SERVER_ERROR\n"
                          "    passing_errors: [TOPIC_AUTHORIZATION_FAILED, INVALID_RECORD]\n"),
              IsEmpty());
}

TEST(KafkaCheckTest, RefusesErrorsThatCannotBeChosen) {
  EXPECT_THAT(
      problems_of(
          "    brokers: [a]\n    permanent_errors: [NOT_ENOUGH_REPLICAS, POLICY_VIOLATION]\n"
          "    passing_errors: [MESSAGE_TOO_LARGE, POLICY_VIOLATION]\n"),
      ElementsAre(
          StartsWith("f:7:24: sinks.events.permanent_errors[0]: 'NOT_ENOUGH_REPLICAS' cannot "
                     "be permanent: librdkafka tries again by itself"),
          StartsWith("f:8:22: sinks.events.passing_errors[0]: 'MESSAGE_TOO_LARGE' cannot be "
                     "passing: the record stays too large"),
          "f:8:41: sinks.events.passing_errors[1]: 'POLICY_VIOLATION' is one of "
          "permanent_errors, too"));
}

TEST(KafkaCheckTest, NamesTheErrorsThatThereAre) {
  EXPECT_THAT(
      problems_of("    brokers: [a]\n    passing_errors: [TOPIC_AUTHORISATION_FAILED]\n"),
      ElementsAre(AllOf(
          StartsWith("f:7:22: sinks.events.passing_errors[0]: 'TOPIC_AUTHORISATION_FAILED' is not "
                     "one of TOPIC_AUTHORIZATION_FAILED, UNKNOWN_TOPIC_OR_PARTITION, "),
          HasSubstr("did you mean 'TOPIC_AUTHORIZATION_FAILED'?"))));
}

TEST(KafkaCheckTest, FindsPropertiesThatDoNotGoTogether) {
  EXPECT_THAT(problems_of("    brokers: [a]\n    properties: {linger.ms: 3, acks: 1}\n"),
              ElementsAre("f:7:38: sinks.events.properties.acks: `acks` must be set to `all` when "
                          "`enable.idempotence` is true"));
}

TEST(KafkaCheckTest, WarnsOfPropertiesThatAreOfNoUse) {
  EXPECT_THAT(problems_of("    brokers: [a]\n    properties: {fetch.min.bytes: 3}\n"),
              ElementsAre("warning f:7:35: sinks.events.properties.fetch.min.bytes: Configuration "
                          "property fetch.min.bytes is a consumer property and will be ignored by "
                          "this producer instance"));
}

TEST(KafkaCheckTest, SaysWhyOauthbearerCannotLogIn) {
  EXPECT_THAT(problems_of("    brokers: [a]\n    properties:\n      security.protocol: sasl_ssl\n"
                          "      sasl.mechanism: OAUTHBEARER\n"),
              ElementsAre(AllOf(StartsWith("f:9:23: sinks.events.properties.sasl.mechanism: "),
                                HasSubstr("needs sasl.oauthbearer.method: oidc"))));
  // What a librdkafka built without libcurl answers is quoted; one with it takes the property.
  const KafkaConf scratch{rd_kafka_conf_new()};
  std::array<char, 512> reason{};
  if (rd_kafka_conf_set(scratch.get(), "sasl.oauthbearer.method", "oidc", reason.data(),
                        reason.size()) != RD_KAFKA_CONF_OK) {
    EXPECT_EQ(producer_property_fault("sasl.oauthbearer.method", "oidc"), reason.data());
  }
}

}  // namespace
}  // namespace sluice::connectors
