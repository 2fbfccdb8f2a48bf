#include "tests/faults/mock_destination.hpp"

#include "connectors/kafka/kafka_partitioner.hpp"
#include "tests/support/kafka_admin.hpp"

namespace sluice::test {
namespace {

constexpr const char* topic = "out";

/// Listens once the topic is there.
KafkaListener listen(connectors::MockKafka& cluster, int partitions) {
  cluster.create_topic(topic, partitions);
  return {cluster.brokers(), {topic}};
}

}  // namespace

MockDestination::MockDestination(int partitions, int brokers)
    : partitions_(partitions), cluster_(brokers), listener_(listen(cluster_, partitions)) {}

void MockDestination::configure(Stage& stage, const std::string& more) {
  stage.kafka("out", cluster_.brokers()).with(more);
  stage.route("out", topic);
}

Arrivals MockDestination::arrivals() {
  return arrivals_in(listener_.wait_records(record_count(cluster_.brokers(), topic)));
}

void MockDestination::take_leader(int partition) {
  cluster_.take_leader(topic, partition);
}

void MockDestination::give_leader(int partition, int broker) {
  cluster_.give_leader(topic, partition, broker);
}

void MockDestination::take_no_records() {
  constexpr std::size_t many = 100'000;
  cluster_.fail_produce_requests({many, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS});
}

int MockDestination::partition_of(const std::string& channel) const {
  return connectors::partitioner_of("murmur2_random").partition(channel, partitions_);
}

}  // namespace sluice::test
