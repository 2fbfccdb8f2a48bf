#pragma once

#include <cstdint>
#include <string_view>

namespace sluice::connectors {

/// How librdkafka's property `partitioner` wants the partition of a key to be chosen.
struct KafkaPartitioner {
  /// Null where a key has no say.
  std::int32_t (*partition)(std::string_view key, std::int32_t partitions) noexcept;
  bool keyless_too;  ///< records without a key go where an empty one would
};

/// Of a value of that property. `murmur2_random` is what Java clients do.
[[nodiscard]] KafkaPartitioner partitioner_of(std::string_view name) noexcept;

}  // namespace sluice::connectors
