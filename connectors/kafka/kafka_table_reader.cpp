#include "connectors/kafka/kafka_table_reader.hpp"

#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "connectors/kafka/kafka_errors.hpp"
#include "connectors/kafka/kafka_statistics.hpp"
#include "connectors/kafka/kafka_table_client.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::connectors {
namespace {

/// Events taken in one turn of the loop: the shard's connections want their turn too.
constexpr int events_per_turn = 64;

std::vector<std::string> names_of(const std::vector<RowTopics>& topics) {
  std::vector<std::string> names;
  for (const RowTopics& each : topics) names.push_back(each.before);
  return names;
}

std::string_view key_of(const rd_kafka_message_t& message) noexcept {
  if (message.key == nullptr) return {};
  return {static_cast<const char*>(message.key), message.key_len};
}

/// Reads each partition from its beginning to its end. The end is the one that was known when the
/// first message came, or the one that librdkafka reports, which is needed when the last record
/// before the end is not a message. As a sink does, it serves a descriptor on the shard's thread,
/// and calls nothing that waits.
///
/// A topic that the brokers do not know, for the sink's grace, has no rows.
class KafkaTableReader final : public TableReader {
 public:
  KafkaTableReader(const KafkaSinkSettings& settings, TableContext context)
      : settings_(settings),
        context_(std::move(context)),
        topics_(names_of(context_.topics)),
        sparing_(context_.log, context_.loop, {"table", context_.name}) {
    start();
  }

 private:
  void start() {
    client_.emplace(settings_, topics_);
    readable_ = context_.loop.watch(client_->descriptor(), [this] { serve(); });
  }

  void serve() {
    client_->clear_wakeup();
    int taken = 0;
    while (taken < events_per_turn && !over()) {
      KafkaEvent event = client_->next_event();
      if (!event) event = client_->next_message();
      if (!event) break;
      ++taken;
      handle(event.get());
    }
    if (broken_) return start_later();
    if (over()) return end();
    if (taken == events_per_turn) client_->signal();
  }

  void handle(rd_kafka_event_t* event) {
    switch (rd_kafka_event_type(event)) {
      case RD_KAFKA_EVENT_FETCH:
        return take_row(*rd_kafka_event_message_next(event));
      case RD_KAFKA_EVENT_ERROR:
        return take_error(event);
      case RD_KAFKA_EVENT_STATS:
        return take_statistics(statistics_.read(rd_kafka_event_stats(event)));
      case RD_KAFKA_EVENT_LOG:
        return relay_log_line(event, sparing_, context_.log, {"table", context_.name});
      default:
        return;
    }
  }

  void take_statistics(const KafkaStatistics& statistics) {
    if (reading_ || !statistics.any_broker_up) return;
    std::map<std::string, std::int32_t> partitions;
    for (const auto& [topic, count] : statistics.partitions) partitions.emplace(topic, count);
    if (!looked_since_) looked_since_ = context_.loop.now();
    const bool grace_over =
        context_.loop.now() - *looked_since_ >= Duration{settings_.unknown_topic_grace.count()};
    for (const std::string& topic : topics_) {
      if (partitions[topic] == 0 && !grace_over) return;
    }
    begin(partitions);
  }

  void begin(const std::map<std::string, std::int32_t>& partitions) {
    reading_ = true;
    context_.listener.on_reading();
    for (const std::string& topic : topics_) {
      const std::int32_t count = partitions.at(topic);
      if (count == 0) {
        sparing_.warn("a table's topic does not exist, it has no rows",
                      "the brokers do not know the topic", telemetry::Field{"topic", topic});
      }
      for (std::int32_t partition = 0; partition < count; ++partition) {
        unread_.insert({topic, partition});
        client_->read(topic, partition);
      }
    }
  }

  void take_row(const rd_kafka_message_t& message) {
    const std::string_view topic = rd_kafka_topic_name(message.rkt);
    const std::string_view key = key_of(message);
    if (!key.empty()) context_.listener.on_row({topic, key}, message.payload != nullptr);
    const KafkaPartition partition{topic, message.partition};
    if (!unread_.contains(partition)) return;
    const auto [end, first] = ends_.try_emplace(partition, 0);
    if (first) end->second = client_->end_of(partition);
    if (end->second > 0 && message.offset + 1 >= end->second) unread_.erase(partition);
  }

  void take_error(rd_kafka_event_t* event) {
    const rd_kafka_resp_err_t error = rd_kafka_event_error(event);
    if (error == RD_KAFKA_RESP_ERR__PARTITION_EOF) return take_end(event);
    const KafkaTrouble trouble = trouble_of(error);
    if (trouble == KafkaTrouble::none) return;
    context_.probe.errors.add();
    broken_ = broken_ || trouble == KafkaTrouble::fatal;
    sparing_.warn("the rows of a table cannot be read", rd_kafka_err2str(error),
                  telemetry::Field{"text", rd_kafka_event_error_string(event)});
  }

  void take_end(rd_kafka_event_t* event) {
    rd_kafka_topic_partition_t* const partition = rd_kafka_event_topic_partition(event);
    if (partition == nullptr) return;
    unread_.erase({partition->topic, partition->partition});
    rd_kafka_topic_partition_destroy(partition);
  }

  [[nodiscard]] bool over() const noexcept { return broken_ || (reading_ && unread_.empty()); }

  void start_later() {
    readable_.reset();
    client_.reset();
    broken_ = false;
    reading_ = false;
    unread_.clear();
    ends_.clear();
    retry_ = context_.loop.after(start_after_.next(random_), [this] {
      try {
        start();
      } catch (const std::exception& problem) {
        sparing_.warn("the rows of a table cannot be read", problem.what());
        start_later();
      }
    });
  }

  /// The last that happens here.
  void end() {
    readable_.reset();
    client_.reset();
    context_.listener.on_read();
  }

  const KafkaSinkSettings settings_;
  TableContext context_;
  const std::vector<std::string> topics_;
  telemetry::SparingLog sparing_;
  KafkaStatisticsReader statistics_;
  std::optional<KafkaTableClient> client_;
  std::optional<Time> looked_since_;             ///< for the topics, with a broker that was up
  std::set<KafkaPartition> unread_;              ///< partitions
  std::map<KafkaPartition, std::int64_t> ends_;  ///< 0: not known
  Random random_{std::random_device{}()};
  Backoff start_after_{Duration{500}, Duration{30'000}};
  Loop::Handle readable_;
  Loop::Handle retry_;
  bool reading_ = false;
  bool broken_ = false;
};

}  // namespace

std::unique_ptr<TableReader> make_kafka_table_reader(const KafkaSinkSettings& settings,
                                                     TableContext context) {
  return std::make_unique<KafkaTableReader>(settings, std::move(context));
}

}  // namespace sluice::connectors
