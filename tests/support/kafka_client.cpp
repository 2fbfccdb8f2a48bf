#include "tests/support/kafka_client.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace sluice::test {

namespace {

struct MetadataFree {
  void operator()(const rd_kafka_metadata_t* metadata) const {
    rd_kafka_metadata_destroy(metadata);
  }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, MetadataFree>;

struct TopicFree {
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};

/// Of one topic, or of none; null when nobody answers.
Metadata metadata(rd_kafka_t* client, rd_kafka_topic_t* topic, std::chrono::milliseconds patience) {
  const rd_kafka_metadata_t* answer = nullptr;
  const auto error =
      rd_kafka_metadata(client, 0, topic, &answer, static_cast<int>(patience.count()));
  return Metadata{error == RD_KAFKA_RESP_ERR_NO_ERROR ? answer : nullptr};
}

}  // namespace

void KafkaClientCloser::operator()(rd_kafka_t* client) const {
  if (rd_kafka_type(client) == RD_KAFKA_CONSUMER) {
    rd_kafka_consumer_close(client);
  }
  rd_kafka_destroy(client);
}

KafkaClient make_kafka_client(rd_kafka_type_t type, std::map<std::string, std::string> properties) {
  properties.emplace("log_level", "0");
  properties.emplace("reconnect.backoff.max.ms", "500");
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  std::array<char, 512> error{};
  for (const auto& [name, value] : properties) {
    if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), error.data(), error.size()) !=
        RD_KAFKA_CONF_OK) {
      rd_kafka_conf_destroy(conf);
      throw std::runtime_error(name + ": " + error.data());
    }
  }
  if (type == RD_KAFKA_PRODUCER) {
    rd_kafka_conf_set_events(conf, RD_KAFKA_EVENT_DR);
  }
  rd_kafka_t* client = rd_kafka_new(type, conf, error.data(), error.size());
  if (client == nullptr) {
    rd_kafka_conf_destroy(conf);
    throw std::runtime_error(error.data());
  }
  if (type == RD_KAFKA_CONSUMER) {
    rd_kafka_poll_set_consumer(client);
  }
  return KafkaClient{client};
}

int partitions_with_leader(rd_kafka_t* client, const std::string& topic,
                           std::chrono::milliseconds patience) {
  const std::unique_ptr<rd_kafka_topic_t, TopicFree> handle{
      rd_kafka_topic_new(client, topic.c_str(), nullptr)};
  const Metadata answer = metadata(client, handle.get(), patience);
  if (!answer || answer->topic_cnt != 1) {
    return 0;
  }
  const rd_kafka_metadata_topic_t& found = answer->topics[0];
  return static_cast<int>(
      std::count_if(found.partitions, found.partitions + found.partition_cnt,
                    [](const rd_kafka_metadata_partition_t& each) { return each.leader >= 0; }));
}

bool kafka_answers(rd_kafka_t* client, std::chrono::milliseconds patience) {
  const Metadata answer = metadata(client, nullptr, patience);
  return answer && answer->broker_cnt > 0;
}

}  // namespace sluice::test
