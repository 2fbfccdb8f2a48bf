#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::connectors {

/// What the gateway wants to know of librdkafka's statistics.
struct KafkaStatistics {
  bool any_broker_up = false;
  /// Messages that the partitions we read have and have not given us; nothing while none of them
  /// knows.
  std::optional<std::int64_t> lag;
  /// Partitions of each topic that the client was given; 0 while it does not know the topic.
  std::vector<std::pair<std::string, std::int32_t>> partitions;
};

/// `text` is a JSON object as STATISTICS.md describes it.
[[nodiscard]] KafkaStatistics read_statistics(std::string_view text);

}  // namespace sluice::connectors
