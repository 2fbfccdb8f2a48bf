#include "connectors/kafka/kafka_partitioner.hpp"

#include <librdkafka/rdkafka.h>

namespace sluice::connectors {
namespace {

// These functions use only the key.
std::int32_t consistent_partition(std::string_view key, std::int32_t partitions) noexcept {
  return rd_kafka_msg_partitioner_consistent(nullptr, key.data(), key.size(), partitions, nullptr,
                                             nullptr);
}

std::int32_t fnv1a_partition(std::string_view key, std::int32_t partitions) noexcept {
  return rd_kafka_msg_partitioner_fnv1a(nullptr, key.data(), key.size(), partitions, nullptr,
                                        nullptr);
}

std::int32_t murmur2_partition(std::string_view key, std::int32_t partitions) noexcept {
  return rd_kafka_msg_partitioner_murmur2(nullptr, key.data(), key.size(), partitions, nullptr,
                                          nullptr);
}

}  // namespace

KafkaPartitioner partitioner_of(std::string_view name) noexcept {
  const bool keyless_too = !name.ends_with("random");
  if (name == "random") return {nullptr, false};
  if (name.starts_with("consistent")) return {consistent_partition, keyless_too};
  if (name.starts_with("fnv1a")) return {fnv1a_partition, keyless_too};
  return {murmur2_partition, keyless_too};
}

}  // namespace sluice::connectors
