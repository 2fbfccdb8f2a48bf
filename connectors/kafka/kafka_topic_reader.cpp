#include "connectors/kafka/kafka_topic_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "connectors/kafka/kafka_client.hpp"
#include "connectors/kafka/kafka_errors.hpp"
#include "connectors/kafka/kafka_held_back.hpp"
#include "connectors/kafka/kafka_message.hpp"
#include "connectors/kafka/kafka_partition_list.hpp"
#include "connectors/kafka/kafka_topic_handle.hpp"

namespace sluice::connectors {
namespace {

/// For each answer of the brokers.
constexpr std::chrono::milliseconds patience{30'000};
constexpr int patience_ms = static_cast<int>(patience.count());
constexpr int step_ms = 100;

/// The sink's properties are used as well; those of a producer have no effect here.
KafkaConf make_reader_conf(const KafkaSinkSettings& settings, const std::string& group) {
  KafkaConf conf = make_access_conf(settings);
  set_properties(conf, settings.properties);
  set_property(conf, "group.id", group);
  set_property(conf, "enable.auto.commit", "false");
  set_property(conf, "enable.partition.eof", "true");
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_ERROR |
                                           RD_KAFKA_EVENT_STATS | RD_KAFKA_EVENT_LOG);
  return conf;
}

struct MetadataDeleter {
  void operator()(const rd_kafka_metadata_t* metadata) const noexcept {
    rd_kafka_metadata_destroy(metadata);
  }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, MetadataDeleter>;

/// A consumer with a place in a group and no membership. One thread; calls wait.
class KafkaTopicReader final : public KafkaClient, public TopicReader {
 public:
  KafkaTopicReader(const KafkaSinkSettings& settings, const ReadingPlace& place)
      : KafkaClient(RD_KAFKA_CONSUMER, make_reader_conf(settings, place.group)),
        topic_(place.topic) {
    const KafkaPartitions partitions = find_partitions();
    demand(rd_kafka_committed(client(), partitions.get(), patience_ms), "the group's offsets");
    const KafkaPartitions unread{rd_kafka_topic_partition_list_new(partitions->cnt)};
    for (int i = 0; i < partitions->cnt; ++i) add_unread(partitions->elems[i], unread.get());
    demand(rd_kafka_assign(client(), unread.get()), "reading");
  }

  std::optional<Message> next() override {
    current_ = {};
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!ends_.empty()) {
      KafkaEvent event = KafkaClient::next_event(step_ms);
      if (!event) {
        if (std::chrono::steady_clock::now() > end) fail("no answer", last_error_);
      } else if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_FETCH) {
        if (take(std::move(event))) return message_of(*current_.message, headers_);
      } else if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) {
        take_error(event.get());
      }
    }
    return std::nullopt;
  }

  void commit() override {
    const KafkaPartitions one{rd_kafka_topic_partition_list_new(1)};
    rd_kafka_topic_partition_list_add(one.get(), topic_.c_str(), current_.message->partition)
        ->offset = current_.message->offset + 1;
    demand(rd_kafka_commit(client(), one.get(), 0), "committing the group's offset");
  }

 private:
  [[noreturn]] void fail(std::string_view what, std::string_view why) const {
    throw std::runtime_error(
        fmt::format("kafka: topic {}: {}{}{}", topic_, what, why.empty() ? "" : ": ", why));
  }

  void demand(rd_kafka_resp_err_t error, std::string_view what) {
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    // An event knows more of it, as why a broker refuses the login.
    std::string why = rd_kafka_err2str(error);
    while (const KafkaEvent event = KafkaClient::next_event(0)) {
      if (rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) {
        why = rd_kafka_event_error_string(event.get());
      }
    }
    fail(what, why);
  }

  [[nodiscard]] KafkaPartitions find_partitions() {
    const KafkaTopic topic{rd_kafka_topic_new(client(), topic_.c_str(), nullptr)};
    if (!topic) fail("cannot be read", rd_kafka_err2str(rd_kafka_last_error()));
    const rd_kafka_metadata_t* found = nullptr;
    const auto error = rd_kafka_metadata(client(), 0, topic.get(), &found, patience_ms);
    const Metadata metadata{found};
    demand(error, "no broker answers");
    const rd_kafka_metadata_topic& only = metadata->topics[0];
    demand(only.err, "cannot be read");
    KafkaPartitions partitions{rd_kafka_topic_partition_list_new(only.partition_cnt)};
    for (int i = 0; i < only.partition_cnt; ++i) {
      rd_kafka_topic_partition_list_add(partitions.get(), topic_.c_str(), only.partitions[i].id);
    }
    return partitions;
  }

  /// Adds the partition where it has messages that the group has not read.
  void add_unread(const rd_kafka_topic_partition_t& partition,
                  rd_kafka_topic_partition_list_t* unread) {
    std::int64_t first = 0;
    std::int64_t end = 0;
    demand(rd_kafka_query_watermark_offsets(client(), topic_.c_str(), partition.partition, &first,
                                            &end, patience_ms),
           "the end of a partition");
    // A topic that was made anew may end before the group's place.
    const bool has_place = partition.offset >= first && partition.offset <= end;
    const std::int64_t begin = has_place ? partition.offset : first;
    if (begin >= end) return;
    ends_.emplace(partition.partition, end);
    rd_kafka_topic_partition_list_add(unread, topic_.c_str(), partition.partition)->offset = begin;
  }

  /// Whether the message is one before the end.
  bool take(KafkaEvent event) {
    const rd_kafka_message_t* const message = rd_kafka_event_message_next(event.get());
    const auto end = ends_.find(message->partition);
    if (end == ends_.end()) return false;
    const std::int64_t last = end->second - 1;
    if (message->offset >= last) ends_.erase(end);
    if (message->offset > last) return false;
    current_ = {std::move(event), message};
    headers_ = headers_of(*message);
    return true;
  }

  void take_error(rd_kafka_event_t* event) {
    const rd_kafka_resp_err_t error = rd_kafka_event_error(event);
    last_error_ = rd_kafka_event_error_string(event);
    if (error == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      // What is left before the end are no messages.
      rd_kafka_topic_partition_t* const at = rd_kafka_event_topic_partition(event);
      if (at != nullptr) ends_.erase(at->partition);
      if (at != nullptr) rd_kafka_topic_partition_destroy(at);
      last_error_.clear();
    } else if (trouble_of(error) == KafkaTrouble::refused ||
               trouble_of(error) == KafkaTrouble::fatal) {
      fail("cannot be read", last_error_);
    }
  }

  const std::string topic_;
  std::map<std::int32_t, std::int64_t> ends_;  ///< by partition, of those that are not read yet
  KafkaMessage current_{};
  std::vector<Header> headers_;  ///< of the current message
  std::string last_error_;
};

}  // namespace

std::unique_ptr<TopicReader> make_kafka_topic_reader(const KafkaSinkSettings& settings,
                                                     const ReadingPlace& place) {
  return std::make_unique<KafkaTopicReader>(settings, place);
}

}  // namespace sluice::connectors
