#include <gmock/gmock.h>

#include <map>

#include "connectors/kafka/kafka_sink.hpp"
#include "tests/support/bad_certificate.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_broker.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/sink_fixture.hpp"

namespace sluice::connectors {
namespace {

using test::CertificateAuthority;
using test::KafkaBroker;
using test::KafkaListener;
using test::KafkaRecord;
using test::Mosquitto;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class KafkaBrokerSinkTest : public SinkFixture {
 protected:
  std::unique_ptr<Sink> make(const std::string& address) {
    settings.brokers = {address};
    return watched(make_kafka_sink(settings, context()));
  }

  KafkaSinkSettings settings;
};

TEST_F(KafkaBrokerSinkTest, WritesEachRecordWhereAJavaClientWouldLookForIt) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  const KafkaBroker broker;
  test::create_topic(broker.address(), "trades", 12);
  settings.properties["compression.type"] = config::Secret{"lz4"};
  const auto sink = make(broker.address());
  // Kafka's own test vectors of murmur2.
  const std::map<std::string, std::int32_t> hashes{{"21", -973932308},
                                                   {"foobar", -790332482},
                                                   {"a-little-bit-long-string", -985981536},
                                                   {"abc", 479470107}};
  const std::string binary("\0\xff\n", 3);
  const WallTime arrival{std::chrono::milliseconds{1'700'000'000'123}};
  for (const auto& [key, hash] : hashes) {
    offer(*sink, "trades", key, binary + key, {}, {.received_at = arrival});
  }
  ASSERT_TRUE(drained());
  EXPECT_EQ(delivered(), hashes.size());
  KafkaListener listener{broker.address(), {"trades"}};
  for (const KafkaRecord& record : listener.wait_records(hashes.size())) {
    ASSERT_TRUE(hashes.contains(record.key)) << record.key;
    EXPECT_EQ(record.payload, binary + record.key);
    EXPECT_EQ(record.timestamp, 1'700'000'000'123);
    EXPECT_EQ(record.partition, (hashes.at(record.key) & 0x7fffffff) % 12) << record.key;
  }
}

TEST_F(KafkaBrokerSinkTest, DeliversInOrderWhatWasAcceptedWhenTheBrokerWentAway) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  KafkaBroker broker;
  test::create_topic(broker.address(), "trades", 1);
  settings.properties["reconnect.backoff.max.ms"] = config::Secret{"500"};
  const auto sink = make(broker.address());
  std::vector<std::string> sent;
  const auto send = [&](int count) {
    for (int i = 0; i < count; ++i) {
      sent.push_back(std::to_string(sent.size()));
      offer(*sink, "trades", "k", sent.back());
    }
  };
  send(1'000);
  ASSERT_TRUE(loop.run_until([&] { return !recorder.outcomes.empty(); }));
  send(1'000);
  broker.kill();
  send(1'000);
  ASSERT_TRUE(loop.run_until([&] { return probe.up.value() == 0; }));
  broker.start();
  send(1'000);
  ASSERT_TRUE(loop.run_until([&] { return outbox->drained(); }, std::chrono::minutes{2}));
  EXPECT_TRUE(recorder.settled_exactly(4'000));
  EXPECT_EQ(delivered(), 4'000U);
  KafkaListener listener{broker.address(), {"trades"}};
  std::vector<std::string> found;
  for (const KafkaRecord& record : listener.wait_records(4'000)) found.push_back(*record.payload);
  EXPECT_EQ(test::first_appearances(found), sent);
}

TEST_F(KafkaBrokerSinkTest, RejectsARecordOfATopicThatDoesNotExist) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  const KafkaBroker broker;
  test::create_topic(broker.address(), "trades", 1);
  settings.unknown_topic_grace = config::Duration{1000};
  const auto sink = make(broker.address());
  offer(*sink, "nowhere", "k", "v");
  offer(*sink, "trades", "k", "v");
  const std::string lines = log_until([&] { return outbox->drained(); });
  EXPECT_THAT(lines, AllOf(HasSubstr("kafka topic does not exist"), HasSubstr("nowhere")));
  EXPECT_THAT(recorder.rejections, ElementsAre(RejectionCode::unknown_topic));
  EXPECT_EQ(delivered(), 1U);
}

TEST_F(KafkaBrokerSinkTest, RejectsOfATopicWithSmallBatchesOnlyWhatIsTooLargeAlone) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  const KafkaBroker broker;
  test::create_topic(broker.address(), "small", 1, {{"max.message.bytes", "10240"}});
  const auto sink = make(broker.address());
  std::vector<std::string> sent;
  for (int i = 0; i < 1'000; ++i) {
    if (i == 500) offer(*sink, "small", "k", std::string(20'000, 'x'));
    sent.push_back(std::to_string(i) + std::string(100, ' '));
    offer(*sink, "small", "k", sent.back());
  }
  ASSERT_TRUE(loop.run_until([&] { return outbox->drained(); }, std::chrono::minutes{2}));
  EXPECT_THAT(recorder.rejections, ElementsAre(RejectionCode::too_large));
  EXPECT_EQ(delivered(), 1'000U);
  KafkaListener listener{broker.address(), {"small"}};
  std::vector<std::string> found;
  for (const KafkaRecord& record : listener.wait_records(1'000)) found.push_back(*record.payload);
  EXPECT_EQ(found, sent);
}

TEST_F(KafkaBrokerSinkTest, RejectsOfACompactedTopicOnlyWhatHasNoKey) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  const KafkaBroker broker;
  test::create_topic(broker.address(), "rows", 1, {{"cleanup.policy", "compact"}});
  const auto sink = make(broker.address());
  for (int i = 0; i < 50; ++i) offer(*sink, "rows", i == 20 ? "" : "k", std::to_string(i));
  ASSERT_TRUE(loop.run_until([&] { return outbox->drained(); }, std::chrono::minutes{2}));
  EXPECT_THAT(recorder.rejections, ElementsAre(RejectionCode::refused));
  EXPECT_EQ(delivered(), 49U);
}

// What a peer may choose: the text of topic, key and headers.
TEST_F(KafkaBrokerSinkTest, RejectsOnlyTheRecordWhoseTextIsForbidden) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  const KafkaBroker broker;
  test::create_topic(broker.address(), "trades", 1);
  const auto sink = make(broker.address());
  const std::string binary("\0\x01\xc3\x28\xef\xbf\xbf", 7);
  const std::string large(70'000, 'h');
  const std::string too_large(2'000'000, 'h');
  const std::array<Header, 2> odd{{{"value", binary}, {"long", large}}};
  const std::array<Header, 1> huge{{{"value", too_large}}};
  offer(*sink, "trades", "k", "first");
  offer(*sink, std::string("client-a\0\x01", 10), "k", "v");
  offer(*sink, "trades", binary, "odd", odd);
  offer(*sink, "trades", "k", "huge", huge);
  offer(*sink, "trades", "k", "last");
  ASSERT_TRUE(loop.run_until([&] { return outbox->drained(); }, std::chrono::minutes{2}));
  EXPECT_EQ(rejected(), 2U) << "the topic with controls, and the header that is too large";
  KafkaListener listener{broker.address(), {"trades"}};
  const auto records = listener.wait_records(3);
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[1].key, binary);
  EXPECT_EQ(records[2].payload, "last");
}

TEST_F(KafkaBrokerSinkTest, NamesTheHostThatWasNotFound) {
  const auto sink = make("nowhere.invalid:9092");
  const std::string lines = log_until([&] { return probe.errors.value() >= 1; });
  EXPECT_THAT(lines, HasSubstr("nowhere.invalid"));
}

// TLS comes before anything of Kafka's is said, so any server with the certificate will do.
TEST_F(KafkaBrokerSinkTest, TakesACertificateThatItsAuthorityVouchesFor) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const CertificateAuthority authority;
  const Mosquitto server{{.certificate = authority.good()}};
  settings.tls.emplace().ca_file = config::PemFile::read(authority.ca_file()).value();
  const auto sink = make("127.0.0.1:" + std::to_string(server.port()));
  const std::string lines = log_until([&] { return probe.errors.value() >= 1; });
  EXPECT_THAT(lines, AllOf(HasSubstr("APIVERSION"), Not(HasSubstr("ertificate"))));
}

class KafkaCertificateTest : public KafkaBrokerSinkTest,
                             public ::testing::WithParamInterface<test::BadCertificate> {};

TEST_P(KafkaCertificateTest, IsRefusedWithAWordOnWhatIsWrong) {
  SLUICE_REQUIRE_PART(Mosquitto);
  const CertificateAuthority authority;
  const Mosquitto server{{.certificate = (authority.*GetParam().certificate)()}};
  settings.tls.emplace().ca_file = config::PemFile::read(authority.ca_file()).value();
  const auto sink = make("127.0.0.1:" + std::to_string(server.port()));
  const std::string lines = log_until([&] { return probe.errors.value() >= 1; });
  EXPECT_THAT(lines, HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(All, KafkaCertificateTest, ::testing::ValuesIn(test::bad_certificates),
                         test::name_of);

TEST_F(KafkaBrokerSinkTest, RecordsOfATopicThatMayNotBeWrittenYetWaitAndHoldUpNoOther) {
  SLUICE_REQUIRE_PART(KafkaBroker);
  const KafkaBroker broker{{.guarded = true}};
  test::create_topic(broker.address(), "closed", 1);
  test::create_topic(broker.address(), "open", 1);
  test::allow(broker.address(), "closed", test::TopicRight::see);
  {
    const auto strict = make(broker.address());
    EXPECT_EQ(submit(*strict, "closed", "k", "v"), Admission::accepted);
    ASSERT_TRUE(all_settled());
    EXPECT_THAT(recorder.rejections, ElementsAre(RejectionCode::not_authorized)) << "by default";
  }
  settings.errors.passing = {KafkaError::topic_authorization_failed};
  const auto sink = make(broker.address());
  for (int i = 0; i < 10; ++i) offer(*sink, "closed", "k", std::to_string(i));
  ASSERT_TRUE(loop.run_until([&] { return recorder.losses >= 2; }));
  offer(*sink, "open", "k", "beside");
  ASSERT_TRUE(loop.run_until([&] { return delivered() == 1; }));
  test::allow(broker.address(), "closed", test::TopicRight::write);
  ASSERT_TRUE(drained());
  EXPECT_EQ(delivered(), 11U);
  EXPECT_EQ(rejected(), 0U);
}

}  // namespace
}  // namespace sluice::connectors
