#include "tests/support/kafka_admin.hpp"

#include <array>
#include <memory>
#include <stdexcept>

#include "tests/support/kafka_client.hpp"

namespace sluice::test {

namespace {

struct NewTopicFree {
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
};
struct QueueFree {
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
};
struct EventFree {
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, NewTopicFree>;
using Queue = std::unique_ptr<rd_kafka_queue_t, QueueFree>;
using Event = std::unique_ptr<rd_kafka_event_t, EventFree>;

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

rd_kafka_vu_t topic_field(const std::string& topic) {
  rd_kafka_vu_t field{};
  field.vtype = RD_KAFKA_VTYPE_TOPIC;
  field.u.cstr = topic.c_str();
  return field;
}

/// rdkafka takes a mutable pointer, but copies.
rd_kafka_vu_t bytes_field(rd_kafka_vtype_t type, std::string_view bytes) {
  rd_kafka_vu_t field{};
  field.vtype = type;
  field.u.mem.ptr = const_cast<char*>(bytes.data());
  field.u.mem.size = bytes.size();
  return field;
}

rd_kafka_vu_t copy_flag() {
  rd_kafka_vu_t field{};
  field.vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  field.u.i = RD_KAFKA_MSG_F_COPY;
  return field;
}

}  // namespace

void create_topic(const std::string& address, const std::string& topic, int partitions,
                  const std::string& cleanup_policy) {
  const KafkaClient client = connect(address);
  std::array<char, 512> error{};
  const NewTopic wanted{
      rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, error.data(), error.size())};
  if (!wanted) {
    throw std::runtime_error("creating topic " + topic + ": " + error.data());
  }
  rd_kafka_NewTopic_set_config(wanted.get(), "cleanup.policy", cleanup_policy.c_str());
  const Queue answers{rd_kafka_queue_new(client.get())};
  rd_kafka_NewTopic_t* list = wanted.get();
  rd_kafka_CreateTopics(client.get(), &list, 1, nullptr, answers.get());
  check_created(next_event(answers).get(), topic);
  await_leaders(client.get(), topic, partitions);
}

void produce(const std::string& address, const std::string& topic, std::string_view key,
             std::string_view payload) {
  const KafkaClient client = connect(address);
  const Queue reports{rd_kafka_queue_get_main(client.get())};
  const std::array fields{topic_field(topic), bytes_field(RD_KAFKA_VTYPE_KEY, key),
                          bytes_field(RD_KAFKA_VTYPE_VALUE, payload), copy_flag()};
  if (rd_kafka_error_t* error = rd_kafka_produceva(client.get(), fields.data(), fields.size())) {
    const std::string problem = rd_kafka_error_string(error);
    rd_kafka_error_destroy(error);
    throw std::runtime_error("producing to " + topic + ": " + problem);
  }
  const Event report = next_event(reports);
  const rd_kafka_message_t* record = rd_kafka_event_message_next(report.get());
  if (record == nullptr || record->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw std::runtime_error("producing to " + topic + ": " +
                             (record == nullptr ? "no report" : rd_kafka_err2str(record->err)));
  }
}

}  // namespace sluice::test
