#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "connectors/kafka/kafka_settings.hpp"
#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

struct KafkaEventDeleter {
  void operator()(rd_kafka_event_t* event) const noexcept { rd_kafka_event_destroy(event); }
};
using KafkaEvent = std::unique_ptr<rd_kafka_event_t, KafkaEventDeleter>;

/// One librdkafka producer with its queue of events and the descriptor that says when to look.
/// One thread. Whatever a call does, it does not wait for a broker.
class KafkaClient {
 public:
  /// Throws std::runtime_error as make_kafka_conf does, or with what librdkafka says.
  explicit KafkaClient(const KafkaSettings& settings);

  /// Gives up what is still with the client. Takes a second at most; afterwards the library's
  /// threads, where one hangs in a name lookup, end by themselves.
  ~KafkaClient();
  KafkaClient(const KafkaClient&) = delete;
  KafkaClient& operator=(const KafkaClient&) = delete;

  /// Readable when next_event() may have something.
  [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

  /// Resets the descriptor: to be called before events are taken.
  void acknowledge() noexcept;
  /// Makes the descriptor readable again, for a caller that leaves events behind.
  void signal() noexcept;

  /// The next report, error, log line or statistics; null when there is none.
  [[nodiscard]] KafkaEvent next_event() noexcept;

  /// Payload and headers' source stay the caller's until the delivery report.
  [[nodiscard]] rd_kafka_resp_err_t produce(const Record& record, void* opaque) noexcept;

  /// Takes back all records: each is reported with a purge error, soon.
  void purge() noexcept;

  /// The code of a fatal error, after which this producer is of no use; otherwise no error.
  [[nodiscard]] rd_kafka_resp_err_t fatal_error(std::string& reason) const;

 private:
  struct TopicDeleter {
    void operator()(rd_kafka_topic_t* topic) const noexcept { rd_kafka_topic_destroy(topic); }
  };
  struct QueueDeleter {
    void operator()(rd_kafka_queue_t* queue) const noexcept { rd_kafka_queue_destroy(queue); }
  };
  struct NameHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Topics = std::unordered_map<std::string, std::unique_ptr<rd_kafka_topic_t, TopicDeleter>,
                                    NameHash, std::equal_to<>>;

  [[nodiscard]] rd_kafka_topic_t* topic(std::string_view name) noexcept;
  [[nodiscard]] rd_kafka_resp_err_t produce_with_headers(rd_kafka_topic_t* topic,
                                                         const Record& record,
                                                         void* opaque) noexcept;

  int descriptor_;
  rd_kafka_t* client_ = nullptr;
  std::unique_ptr<rd_kafka_queue_t, QueueDeleter> queue_;
  Topics topics_;
};

}  // namespace sluice::connectors
