#pragma once

#include <librdkafka/rdkafka.h>

#include <cstddef>
#include <utility>

#include "connectors/kafka/kafka_client.hpp"
#include "connectors/kafka/kafka_report.hpp"

namespace sluice::connectors {

/// The delivery reports of one event, which belong to one batch. The reader takes them one by one,
/// many of them over several turns. It dies before the client of the event.
class KafkaBatch {
 public:
  KafkaBatch() = default;
  explicit KafkaBatch(KafkaEvent event) noexcept
      : event_(std::move(event)), alone_(rd_kafka_event_message_count(event_.get()) == 1) {}

  /// Null after the last report. A report stays good until the next call.
  [[nodiscard]] const rd_kafka_message_t* next() noexcept {
    if (!event_) return nullptr;
    const rd_kafka_message_t* const report = rd_kafka_event_message_next(event_.get());
    if (report == nullptr) {
      event_.reset();
    } else {
      bytes_ += bytes_of(*report);
    }
    return report;
  }

  /// Whether the batch has one record only.
  [[nodiscard]] bool alone() const noexcept { return alone_; }
  /// Bytes of the reports taken so far.
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

 private:
  KafkaEvent event_;
  bool alone_ = false;
  std::size_t bytes_ = 0;
};

}  // namespace sluice::connectors
