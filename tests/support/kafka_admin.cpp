#include "tests/support/kafka_admin.hpp"

#include <array>
#include <memory>
#include <stdexcept>

#include "tests/support/kafka_client.hpp"
#include "tests/support/kafka_writer.hpp"

namespace sluice::test {

namespace {

struct NewTopicFree {
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
};
struct AclBindingFree {
  void operator()(rd_kafka_AclBinding_t* rule) const { rd_kafka_AclBinding_destroy(rule); }
};
struct QueueFree {
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
};
struct EventFree {
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
struct PartitionsFree {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, NewTopicFree>;
using AclBinding = std::unique_ptr<rd_kafka_AclBinding_t, AclBindingFree>;
using Queue = std::unique_ptr<rd_kafka_queue_t, QueueFree>;
using Event = std::unique_ptr<rd_kafka_event_t, EventFree>;
using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t, PartitionsFree>;

KafkaClient connect(const std::string& address) {
  return make_kafka_client(RD_KAFKA_PRODUCER,
                           {{"bootstrap.servers", address}, {"message.timeout.ms", "30000"}});
}

Event next_event(const Queue& queue) {
  const std::chrono::milliseconds patience = answer_time;
  Event event{rd_kafka_queue_poll(queue.get(), static_cast<int>(patience.count()))};
  if (!event) {
    throw std::runtime_error("kafka does not answer in time");
  }
  return event;
}

void check_created(rd_kafka_event_t* event, const std::string& topic) {
  std::string problem;
  if (rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    problem = rd_kafka_event_error_string(event);
  } else {
    std::size_t count = 0;
    const auto* results =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    if (rd_kafka_topic_result_error(results[0]) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      problem = rd_kafka_topic_result_error_string(results[0]);
    }
  }
  if (!problem.empty()) {
    throw std::runtime_error("creating topic " + topic + ": " + problem);
  }
}

void await_leaders(rd_kafka_t* client, const std::string& topic, int partitions) {
  const Deadline deadline = within(answer_time);
  while (partitions_with_leader(client, topic, std::chrono::seconds{5}) != partitions) {
    if (left_until(deadline).count() == 0) {
      throw std::runtime_error("topic " + topic + ": not every partition got a leader in time");
    }
  }
}

}  // namespace

void create_topic(const std::string& address, const std::string& topic, int partitions,
                  const std::map<std::string, std::string>& configs) {
  const KafkaClient client = connect(address);
  std::array<char, 512> error{};
  const NewTopic wanted{
      rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, error.data(), error.size())};
  if (!wanted) {
    throw std::runtime_error("creating topic " + topic + ": " + error.data());
  }
  for (const auto& [name, value] : configs) {
    rd_kafka_NewTopic_set_config(wanted.get(), name.c_str(), value.c_str());
  }
  const Queue answers{rd_kafka_queue_new(client.get())};
  rd_kafka_NewTopic_t* list = wanted.get();
  rd_kafka_CreateTopics(client.get(), &list, 1, nullptr, answers.get());
  check_created(next_event(answers).get(), topic);
  await_leaders(client.get(), topic, partitions);
}

void allow(const std::string& address, const std::string& topic, TopicRight right) {
  const KafkaClient client = connect(address);
  const auto operation =
      right == TopicRight::see ? RD_KAFKA_ACL_OPERATION_DESCRIBE : RD_KAFKA_ACL_OPERATION_WRITE;
  std::array<char, 512> error{};
  const AclBinding rule{rd_kafka_AclBinding_new(
      RD_KAFKA_RESOURCE_TOPIC, topic.c_str(), RD_KAFKA_RESOURCE_PATTERN_LITERAL, "User:*", "*",
      operation, RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW, error.data(), error.size())};
  if (!rule) throw std::runtime_error("a right for topic " + topic + ": " + error.data());
  const Queue answers{rd_kafka_queue_new(client.get())};
  rd_kafka_AclBinding_t* list = rule.get();
  rd_kafka_CreateAcls(client.get(), &list, 1, nullptr, answers.get());
  const Event answer = next_event(answers);
  if (rd_kafka_event_error(answer.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error("a right for topic " + topic + ": " +
                             rd_kafka_event_error_string(answer.get()));
  }
}

void produce(const std::string& address, const std::string& topic, std::string_view key,
             std::string_view payload) {
  KafkaWriter writer{address};
  writer.write(topic, key, payload);
  writer.flush();
}

std::size_t record_count(const std::string& address, const std::string& topic) {
  const KafkaClient client = connect(address);
  const std::chrono::milliseconds patience = answer_time;
  const int partitions = partitions_with_leader(client.get(), topic, patience);
  std::size_t count = 0;
  for (int partition = 0; partition < partitions; ++partition) {
    std::int64_t first = 0;
    std::int64_t end = 0;
    const auto error = rd_kafka_query_watermark_offsets(
        client.get(), topic.c_str(), partition, &first, &end, static_cast<int>(patience.count()));
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      throw std::runtime_error("records of topic " + topic + ": " + rd_kafka_err2str(error));
    }
    count += static_cast<std::size_t>(end);
  }
  return count;
}

std::int64_t committed_offset(const std::string& address, const std::string& group,
                              const std::string& topic, std::int32_t partition) {
  const KafkaClient client =
      make_kafka_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", address}, {"group.id", group}});
  const Partitions one{rd_kafka_topic_partition_list_new(1)};
  rd_kafka_topic_partition_list_add(one.get(), topic.c_str(), partition);
  const std::chrono::milliseconds patience = answer_time;
  const auto error =
      rd_kafka_committed(client.get(), one.get(), static_cast<int>(patience.count()));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error("offset of group " + group + ": " + rd_kafka_err2str(error));
  }
  return one->elems[0].offset;
}

}  // namespace sluice::test
