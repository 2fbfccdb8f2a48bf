#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "connectors/kafka/kafka_client.hpp"
#include "connectors/kafka/kafka_conf.hpp"
#include "connectors/kafka/kafka_sink_settings.hpp"
#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

/// As property_fault, for a sink.
[[nodiscard]] std::string producer_property_fault(const std::string& property,
                                                  const std::string& value);

/// librdkafka's configuration of a producer that loses nothing and keeps the order.
/// The properties were found good one by one; throws std::runtime_error naming one that cannot be
/// used all the same, a file that is not there perhaps.
[[nodiscard]] KafkaConf make_producer_conf(const KafkaSinkSettings& settings);

/// A client that produces. Its events: delivery reports, errors, log lines, statistics.
class KafkaProducer final : public KafkaClient {
 public:
  /// Throws std::runtime_error as make_producer_conf does, or with what librdkafka says.
  explicit KafkaProducer(const KafkaSinkSettings& settings);

  /// Gives up what is still with the client. Takes a second at most.
  ~KafkaProducer();

  /// The payload stays the caller's until the delivery report. The record's time is that of the
  /// event's arrival. `partition`: librdkafka's, perhaps RD_KAFKA_PARTITION_UA.
  [[nodiscard]] rd_kafka_resp_err_t produce(const Record& record, std::int32_t partition,
                                            void* opaque) noexcept;

  /// Takes back all records: each is reported with a purge error, soon.
  void purge() noexcept;

 private:
  struct TopicDeleter {
    void operator()(rd_kafka_topic_t* topic) const noexcept { rd_kafka_topic_destroy(topic); }
  };
  struct NameHash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  using Topics = std::unordered_map<std::string, std::unique_ptr<rd_kafka_topic_t, TopicDeleter>,
                                    NameHash, std::equal_to<>>;

  [[nodiscard]] rd_kafka_topic_t* topic(std::string_view name) noexcept;

  Topics topics_;
};

}  // namespace sluice::connectors
