#include "connectors/kafka/kafka_producer.hpp"

#include <gmock/gmock.h>

#include <array>
#include <stdexcept>

#include "config/reader.hpp"
#include "connectors/connector.hpp"

namespace sluice::connectors {

const Connector& kafka_connector();

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

KafkaSinkSettings with(const std::string& property, const std::string& value) {
  KafkaSinkSettings settings;
  settings.brokers = {"127.0.0.1:1"};
  settings.properties[property] = config::Secret{value};
  return settings;
}

std::string value_of(const KafkaConf& conf, const char* property) {
  std::array<char, 512> value{};
  std::size_t size = value.size();
  if (rd_kafka_conf_get(conf.get(), property, value.data(), &size) != RD_KAFKA_CONF_OK) return "?";
  return value.data();
}

TEST(KafkaConfTest, NamesThePropertyItCannotUse) {
  EXPECT_THAT([] { std::ignore = make_producer_conf(with("compresion.type", "lz4")); },
              ThrowsMessage<std::runtime_error>(HasSubstr("compresion.type")));
  EXPECT_THAT([] { std::ignore = make_producer_conf(with("linger.ms", "soon")); },
              ThrowsMessage<std::runtime_error>(HasSubstr("linger.ms")));
}

TEST(KafkaConfTest, NeverShowsAValueThatMayBeSecret) {
  EXPECT_THAT([] { std::ignore = make_producer_conf(with("ssl.keystore.passwrd", "hunter2")); },
              ThrowsMessage<std::runtime_error>(
                  AllOf(HasSubstr("ssl.keystore.passwrd"), Not(HasSubstr("hunter2")))));
  EXPECT_THAT([] { std::ignore = make_producer_conf(with("sasl.oauthbearer.method", "hunter2")); },
              ThrowsMessage<std::runtime_error>(Not(HasSubstr("hunter2"))));
}

TEST(KafkaConfTest, RefusesWhatTheSinkItselfRestsOn) {
  for (const char* property : {"bootstrap.servers", "metadata.broker.list", "log.queue",
                               "delivery.report.only.error", "transactional.id"}) {
    EXPECT_THAT(producer_property_fault(property, "x"), HasSubstr("cannot be set")) << property;
  }
}

TEST(KafkaConfTest, SaysWhatIsWrongWithAPropertyBeforeAnythingIsMade) {
  EXPECT_EQ(producer_property_fault("linger.ms", "5"), "");
  EXPECT_THAT(producer_property_fault("compresion.type", "lz4"), HasSubstr("compresion.type"));
  EXPECT_THAT(producer_property_fault("sasl.oauthbearer.method", "hunter2"),
              Not(HasSubstr("hunter2")));
}

TEST(KafkaConfTest, PlacesAFaultyPropertyInTheConfigurationFile) {
  const auto loaded = config::load(
      "connections:\n  market: {cluster: eu, key: abc}\n"
      "sinks:\n  events:\n    type: kafka\n    brokers: [\"a:1\"]\n"
      "    properties:\n      linger.ms: 5\n      compresion.type: lz4\n"
      "routes:\n  - {to: events, topic: t}\n",
      "f.yaml", config::ConnectorTypes{{kafka_connector().sink}, {}},
      [](std::string_view) -> std::optional<std::string> { return std::nullopt; });
  ASSERT_TRUE(loaded.has_error());
  ASSERT_EQ(loaded.error().size(), 1U);
  EXPECT_THAT(config::to_string(loaded.error().front()),
              StartsWith("f.yaml:9:24: sinks.events.properties.compresion.type: "));
}

TEST(KafkaConfTest, LosesNothingByDefaultAndLetsTheOperatorDecideOtherwise) {
  KafkaSinkSettings settings;
  settings.brokers = {"a:1", "b:2"};
  const KafkaConf conf = make_producer_conf(settings);
  EXPECT_EQ(value_of(conf, "bootstrap.servers"), "a:1,b:2");
  EXPECT_EQ(value_of(conf, "enable.idempotence"), "true");
  EXPECT_EQ(value_of(conf, "request.required.acks"), "-1");
  EXPECT_EQ(value_of(conf, "message.timeout.ms"), "0");
  EXPECT_EQ(value_of(conf, "partitioner"), "murmur2_random");
  EXPECT_EQ(value_of(conf, "queue.buffering.max.kbytes"), "2097151") << "the outbox bounds it";
  EXPECT_EQ(value_of(make_producer_conf(with("acks", "1")), "request.required.acks"), "1");
}

TEST(KafkaConfTest, ChoosesTheTransportFromTlsAndSasl) {
  KafkaSinkSettings settings;
  settings.brokers = {"a:1"};
  EXPECT_EQ(value_of(make_producer_conf(settings), "security.protocol"), "plaintext");
  settings.tls.emplace();
  EXPECT_EQ(value_of(make_producer_conf(settings), "security.protocol"), "ssl");
  settings.sasl = KafkaSasl{"PLAIN", "user", config::Secret{"pass"}};
  EXPECT_EQ(value_of(make_producer_conf(settings), "security.protocol"), "sasl_ssl");
  settings.tls.reset();
  EXPECT_EQ(value_of(make_producer_conf(settings), "security.protocol"), "sasl_plaintext");
}

}  // namespace
}  // namespace sluice::connectors
