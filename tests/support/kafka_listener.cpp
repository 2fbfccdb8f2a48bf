#include "tests/support/kafka_listener.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace sluice::test {

namespace {

struct MessageFree {
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using Message = std::unique_ptr<rd_kafka_message_t, MessageFree>;

struct PartitionsFree {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t, PartitionsFree>;

std::string bytes(const void* start, std::size_t size) {
  return {static_cast<const char*>(start), start == nullptr ? 0 : size};
}

std::map<std::string, std::string> headers_of(const rd_kafka_message_t& message) {
  std::map<std::string, std::string> all;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t index = 0; rd_kafka_header_get_all(headers, index, &name, &value, &size) ==
                                RD_KAFKA_RESP_ERR_NO_ERROR;
         ++index) {
      all[name] = bytes(value, size);
    }
  }
  return all;
}

KafkaRecord record_of(const rd_kafka_message_t& message) {
  KafkaRecord record{rd_kafka_topic_name(message.rkt),
                     message.partition,
                     bytes(message.key, message.key_len),
                     std::nullopt,
                     headers_of(message),
                     rd_kafka_message_timestamp(&message, nullptr)};
  if (message.payload != nullptr) {
    record.payload = bytes(message.payload, message.len);
  }
  return record;
}

std::string describe(const std::vector<KafkaRecord>& records) {
  std::string text;
  for (const KafkaRecord& each : records) {
    text += "\n    | " + each.topic + " [" + std::to_string(each.partition) + "] " + each.key +
            ": " + each.payload.value_or("(tombstone)").substr(0, 200);
  }
  return text.substr(0, 4000);
}

int await_partitions(rd_kafka_t* client, const std::string& topic) {
  const Deadline deadline = within(answer_time);
  for (;;) {
    if (const int count = partitions_with_leader(client, topic, std::chrono::seconds{5})) {
      return count;
    }
    if (left_until(deadline).count() == 0) {
      throw std::runtime_error("no topic " + topic + " to listen to");
    }
  }
}

}  // namespace

KafkaListener::KafkaListener(const std::string& address, const std::vector<std::string>& topics)
    : client_{make_kafka_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", address},
                                                    {"group.id", "listener"},
                                                    {"enable.auto.commit", "false"},
                                                    // It goes on reading while nobody asks.
                                                    {"queued.min.messages", "10000000"},
                                                    {"queued.max.messages.kbytes", "2000000"}})} {
  const Partitions all{rd_kafka_topic_partition_list_new(static_cast<int>(topics.size()))};
  for (const std::string& topic : topics) {
    const int count = await_partitions(client_.get(), topic);
    for (int partition = 0; partition < count; ++partition) {
      rd_kafka_topic_partition_list_add(all.get(), topic.c_str(), partition)->offset =
          RD_KAFKA_OFFSET_BEGINNING;
    }
  }
  rd_kafka_assign(client_.get(), all.get());
}

const std::vector<KafkaRecord>& KafkaListener::wait_records(std::size_t count, Deadline deadline) {
  poll(std::chrono::milliseconds{0});
  while (records_.size() < count) {
    if (left_until(deadline).count() == 0) {
      throw waiting_failed(deadline, "kafka: " + std::to_string(records_.size()) +
                                         " records instead of " + std::to_string(count) + ":" +
                                         describe(records_));
    }
    poll(left_until(deadline));
  }
  return records_;
}

void KafkaListener::poll(std::chrono::milliseconds patience) {
  for (;;) {
    const Message message{
        rd_kafka_consumer_poll(client_.get(), static_cast<int>(patience.count()))};
    if (!message) {
      return;
    }
    // Anything else is the news that a broker is away: the client itself gets over that.
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      records_.push_back(record_of(*message));
    }
    patience = std::chrono::milliseconds{0};
  }
}

}  // namespace sluice::test
