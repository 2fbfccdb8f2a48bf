#include "tests/unit/connectors/mock_kafka.hpp"

#include <array>
#include <chrono>
#include <stdexcept>

namespace sluice::connectors {
namespace {

constexpr std::int16_t produce_request = 0;
constexpr std::int16_t fetch_request = 1;
constexpr int an_hour_in_ms = 3'600'000;

void set(rd_kafka_conf_t* conf, const char* property, const std::string& value) {
  std::array<char, 512> reason{};
  if (rd_kafka_conf_set(conf, property, value.c_str(), reason.data(), reason.size()) !=
      RD_KAFKA_CONF_OK) {
    throw std::runtime_error(reason.data());
  }
}

rd_kafka_t* make(rd_kafka_type_t type, rd_kafka_conf_t* conf) {
  std::array<char, 512> reason{};
  rd_kafka_t* client = rd_kafka_new(type, conf, reason.data(), reason.size());
  if (client == nullptr) throw std::runtime_error(reason.data());
  return client;
}

Consumed copy(const rd_kafka_message_t& message) {
  Consumed consumed{message.partition,
                    {},
                    {},
                    message.key != nullptr,
                    message.payload != nullptr,
                    {},
                    rd_kafka_message_timestamp(&message, nullptr)};
  if (message.key != nullptr) {
    consumed.key.assign(static_cast<const char*>(message.key), message.key_len);
  }
  if (message.payload != nullptr) {
    consumed.payload.assign(static_cast<const char*>(message.payload), message.len);
  }
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return consumed;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    consumed.headers.emplace_back(name, std::string{static_cast<const char*>(value), size});
  }
  return consumed;
}

}  // namespace

std::vector<Consumed> consume(const std::string& brokers, const std::string& topic, int partitions,
                              std::size_t count) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  set(conf, "bootstrap.servers", brokers);
  set(conf, "group.id", "test");
  set(conf, "auto.offset.reset", "earliest");
  set(conf, "fetch.wait.max.ms", "50");
  rd_kafka_t* consumer = make(RD_KAFKA_CONSUMER, conf);
  rd_kafka_poll_set_consumer(consumer);
  rd_kafka_topic_partition_list_t* list = rd_kafka_topic_partition_list_new(partitions);
  for (int partition = 0; partition < partitions; ++partition) {
    rd_kafka_topic_partition_list_add(list, topic.c_str(), partition)->offset =
        RD_KAFKA_OFFSET_BEGINNING;
  }
  rd_kafka_assign(consumer, list);
  rd_kafka_topic_partition_list_destroy(list);

  std::vector<Consumed> found;
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes{1};
  while (found.size() < count && std::chrono::steady_clock::now() < end) {
    rd_kafka_message_t* message = rd_kafka_consumer_poll(consumer, 100);
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) found.push_back(copy(*message));
    rd_kafka_message_destroy(message);
  }
  rd_kafka_destroy_flags(consumer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  return found;
}

void produce(const std::string& brokers, const std::string& topic, int partition,
             const std::vector<std::string>& payloads) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  set(conf, "bootstrap.servers", brokers);
  rd_kafka_t* producer = make(RD_KAFKA_PRODUCER, conf);
  rd_kafka_topic_t* to = rd_kafka_topic_new(producer, topic.c_str(), nullptr);
  for (std::string payload : payloads) {
    rd_kafka_produce(to, partition, RD_KAFKA_MSG_F_COPY, payload.data(), payload.size(), nullptr, 0,
                     nullptr);
  }
  rd_kafka_flush(producer, 60'000);
  rd_kafka_topic_destroy(to);
  rd_kafka_destroy(producer);
}

MockKafka::MockKafka(int brokers) {
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  set(conf, "log_level", "2");
  host_ = make(RD_KAFKA_PRODUCER, conf);
  cluster_ = rd_kafka_mock_cluster_new(host_, brokers);
}

MockKafka::~MockKafka() {
  rd_kafka_mock_cluster_destroy(cluster_);
  rd_kafka_destroy(host_);
}

void MockKafka::create_topic(const std::string& name, int partitions) {
  rd_kafka_mock_topic_create(cluster_, name.c_str(), partitions, 1);
}

void MockKafka::fail_topic(const std::string& name, rd_kafka_resp_err_t error) {
  rd_kafka_mock_topic_set_error(cluster_, name.c_str(), error);
}

void MockKafka::take_leader(const std::string& topic, int partition) {
  rd_kafka_mock_partition_set_leader(cluster_, topic.c_str(), partition, -1);
}

void MockKafka::give_leader(const std::string& topic, int partition, int broker) {
  rd_kafka_mock_partition_set_leader(cluster_, topic.c_str(), partition, broker);
}

void MockKafka::broker_down() {
  rd_kafka_mock_broker_set_down(cluster_, first_broker);
}
void MockKafka::broker_up() {
  rd_kafka_mock_broker_set_up(cluster_, first_broker);
}

void MockKafka::broker_silent() {
  rd_kafka_mock_broker_set_rtt(cluster_, first_broker, an_hour_in_ms);
}

void MockKafka::fail_produce_requests(const std::vector<rd_kafka_resp_err_t>& errors) {
  rd_kafka_mock_push_request_errors_array(cluster_, produce_request, errors.size(), errors.data());
}

void MockKafka::forget_produce_errors() {
  rd_kafka_mock_clear_request_errors(cluster_, produce_request);
}

void MockKafka::fail_fetch_requests(const std::vector<rd_kafka_resp_err_t>& errors) {
  rd_kafka_mock_push_request_errors_array(cluster_, fetch_request, errors.size(), errors.data());
}

std::string MockKafka::brokers() const {
  return rd_kafka_mock_cluster_bootstraps(cluster_);
}

}  // namespace sluice::connectors
