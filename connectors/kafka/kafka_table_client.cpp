#include "connectors/kafka/kafka_table_client.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace sluice::connectors {

KafkaConf make_table_conf(const KafkaSinkSettings& settings) {
  KafkaConf conf = make_access_conf(settings);
  set_properties(conf, settings.properties);
  set_property(conf, "enable.partition.eof", "true");
  set_property(conf, "enable.auto.commit", "false");
  set_property(conf, "auto.offset.reset", "earliest");
  // The memory for messages that are fetched and not taken yet. The library pauses for a second
  // whenever one of the two is reached: the number alone would cost a second per thousand rows.
  set_property(conf, "queued.min.messages", "100000");
  set_property(conf, "queued.max.messages.kbytes", "8192");
  // A topic that does not exist yet is looked for this often.
  set_property(conf, "topic.metadata.refresh.interval.ms", "10000");
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_ERROR |
                                           RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG);
  return conf;
}

KafkaTableClient::KafkaTableClient(const KafkaSinkSettings& settings,
                                   const std::vector<std::string>& topics)
    : KafkaClient(RD_KAFKA_CONSUMER, make_table_conf(settings)),
      messages_(rd_kafka_queue_new(client())) {
  wake_for(messages_);
  for (const std::string& topic : topics) {
    rd_kafka_topic_t* const made = rd_kafka_topic_new(client(), topic.c_str(), nullptr);
    if (made != nullptr) topics_.emplace(topic, made);
  }
}

KafkaTableClient::~KafkaTableClient() {
  rd_kafka_queue_io_event_enable(messages_, -1, nullptr, 0);
  end_first([topics = std::move(topics_), partitions = std::move(read_), messages = messages_] {
    for (const auto& [topic, partition] : partitions) rd_kafka_consume_stop(topic, partition);
    rd_kafka_queue_destroy(messages);
    for (const auto& [name, topic] : topics) rd_kafka_topic_destroy(topic);
  });
}

void KafkaTableClient::read(const std::string& topic, std::int32_t partition) {
  const auto known = topics_.find(topic);
  if (known == topics_.end()) return;
  if (rd_kafka_consume_start_queue(known->second, partition, RD_KAFKA_OFFSET_BEGINNING,
                                   messages_) == 0) {
    read_.emplace_back(known->second, partition);
  }
}

KafkaEvent KafkaTableClient::next_message() noexcept {
  return KafkaEvent{rd_kafka_queue_poll(messages_, 0)};
}

std::int64_t KafkaTableClient::end_of(const KafkaPartition& partition) const noexcept {
  std::int64_t low = 0;
  std::int64_t high = 0;
  const rd_kafka_resp_err_t error = rd_kafka_get_watermark_offsets(
      client(), partition.first.c_str(), partition.second, &low, &high);
  return error == RD_KAFKA_RESP_ERR_NO_ERROR && high > 0 ? high : 0;
}

}  // namespace sluice::connectors
