#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::connectors {

/// The choice of a key's partition, by librdkafka's property `partitioner`.
struct KafkaPartitioner {
  /// Null when the key does not matter.
  std::int32_t (*partition)(std::string_view key, std::int32_t partitions) noexcept;
  bool keyless_too;  ///< records without a key use the partition of an empty key
};

/// The partitioner for a value of that property. `murmur2_random` is that of Java clients.
[[nodiscard]] KafkaPartitioner partitioner_of(std::string_view name) noexcept;

}  // namespace sluice::connectors
