#pragma once

#include <librdkafka/rdkafka.h>

#include <bit>
#include <cstddef>
#include <string_view>

#include "connectors/kafka/kafka_lanes.hpp"
#include "gateway/core/delivery.hpp"

// A record inside librdkafka, and its delivery report.
namespace sluice::connectors {

[[nodiscard]] inline void* opaque_of(Ticket ticket) noexcept {
  return std::bit_cast<void*>(ticket);
}

[[nodiscard]] inline Ticket ticket_of(const rd_kafka_message_t& report) noexcept {
  return std::bit_cast<Ticket>(report._private);
}

[[nodiscard]] inline std::string_view topic_of(const rd_kafka_message_t& report) noexcept {
  return rd_kafka_topic_name(report.rkt);
}

/// In bytes, as KafkaLanes counts them.
[[nodiscard]] inline std::size_t bytes_of(const rd_kafka_message_t& report) noexcept {
  return KafkaLanes::bytes_of(topic_of(report), report.key_len, report.len);
}

}  // namespace sluice::connectors
