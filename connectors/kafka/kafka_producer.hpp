#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/kafka/kafka_client.hpp"
#include "connectors/kafka/kafka_conf.hpp"
#include "connectors/kafka/kafka_sink_settings.hpp"
#include "connectors/kafka/kafka_topic_handle.hpp"
#include "gateway/core/delivery.hpp"
#include "gateway/core/name_map.hpp"

namespace sluice::connectors {

/// Like property_fault, for a sink.
[[nodiscard]] std::string producer_property_fault(const std::string& property,
                                                  const std::string& value);

/// librdkafka's configuration of a producer that loses nothing and keeps the order. Each property
/// alone was checked before. Throws std::runtime_error that names a property that is unusable all
/// the same, for example because of a missing file.
[[nodiscard]] KafkaConf make_producer_conf(const KafkaSinkSettings& settings);

/// A client that produces. Its events: delivery reports, errors, log lines, statistics.
class KafkaProducer final : public KafkaClient {
 public:
  /// Throws std::runtime_error like make_producer_conf, or with librdkafka's reason.
  explicit KafkaProducer(const KafkaSinkSettings& settings);

  /// Gives up the records in the client. Takes at most half a second, and no time without records.
  ~KafkaProducer();

  /// The caller owns the payload, which must stay until the delivery report. The record's time is
  /// the arrival of the event. `partition` may be RD_KAFKA_PARTITION_UA.
  [[nodiscard]] rd_kafka_resp_err_t produce(const Record& record, std::int32_t partition,
                                            void* opaque) noexcept;

  /// Takes back all records: each is reported with a purge error, soon.
  void purge() noexcept;

 private:
  using Topics = NameMap<KafkaTopic>;

  [[nodiscard]] rd_kafka_topic_t* topic(std::string_view name) noexcept;

  Topics topics_;
};

}  // namespace sluice::connectors
