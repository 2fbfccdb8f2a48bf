// The sink and the source do what core/sink.hpp and core/source.hpp promise, at librdkafka's mock
// cluster.
#include "connectors/kafka/kafka_sink.hpp"
#include "connectors/kafka/kafka_source.hpp"
#include "tests/support/sink_contract.hpp"
#include "tests/support/source_contract.hpp"
#include "tests/unit/connectors/mock_kafka.hpp"

namespace sluice::connectors {
namespace {

class KafkaSinkStage final : public BrokerSinkStage {
 public:
  KafkaSinkStage() {
    kafka_.create_topic("trades", 1);
    settings_.brokers = {kafka_.brokers()};
    settings_.properties["reconnect.backoff.max.ms"] = config::Secret{"200"};
  }

  std::unique_ptr<Sink> make_sink(SinkContext context) override {
    return make_kafka_sink(settings_, std::move(context));
  }
  void fall_silent() override { kafka_.broker_silent(); }
  std::vector<std::string> payloads(std::size_t count) override {
    std::vector<std::string> found;
    for (const Consumed& message : consume(kafka_.brokers(), "trades", 1, count)) {
      found.push_back(message.payload);
    }
    return found;
  }
  void stop_broker() override { kafka_.broker_down(); }
  void start_broker() override { kafka_.broker_up(); }
  void break_client() override {
    kafka_.fail_produce_requests({RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER});
  }
  std::vector<std::string> forbidden_topics() const override {
    return {"", ".", "..", "a b", "tr\xc3\xa4", "a/b", std::string(250, 'a')};
  }

 private:
  MockKafka kafka_;
  KafkaSinkSettings settings_;
};

class KafkaSourceStage final : public SourceStage {
 public:
  KafkaSourceStage() {
    kafka_.create_topic("commands", 1);
    settings_.brokers = {kafka_.brokers()};
    settings_.group = "sluice";
    settings_.topics = {"commands"};
    settings_.start = KafkaStart::earliest;
    settings_.properties["reconnect.backoff.max.ms"] = config::Secret{"200"};
    // After a member has left, the mock cluster waits almost that long for others to join again.
    settings_.properties["session.timeout.ms"] = config::Secret{"3000"};
    settings_.properties["heartbeat.interval.ms"] = config::Secret{"300"};
  }

  std::unique_ptr<Source> make_source(SourceContext context) override {
    return make_kafka_source(settings_, std::move(context));
  }
  void publish(const std::vector<std::string>& payloads) override {
    produce(kafka_.brokers(), "commands", 0, payloads);
  }
  void stop_broker() override { kafka_.broker_down(); }
  void start_broker() override { kafka_.broker_up(); }
  void fall_silent() override { kafka_.broker_silent(); }

 private:
  MockKafka kafka_;
  KafkaSourceSettings settings_;
};

const StageMaker<SinkStage> sink{"MockCluster", std::make_unique<KafkaSinkStage>};
const StageMaker<BrokerSinkStage> broker_sink{"MockCluster", std::make_unique<KafkaSinkStage>};
const StageMaker<SourceStage> source{"MockCluster", std::make_unique<KafkaSourceStage>};

INSTANTIATE_TEST_SUITE_P(Kafka, SinkContract, ::testing::Values(sink), name_of<SinkStage>);
INSTANTIATE_TEST_SUITE_P(Kafka, BrokerSinkContract, ::testing::Values(broker_sink),
                         name_of<BrokerSinkStage>);
INSTANTIATE_TEST_SUITE_P(Kafka, SourceContract, ::testing::Values(source), name_of<SourceStage>);
INSTANTIATE_TEST_SUITE_P(Kafka, KeptSourceContract, ::testing::Values(source),
                         name_of<SourceStage>);

}  // namespace
}  // namespace sluice::connectors
