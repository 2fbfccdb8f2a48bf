#pragma once

#include <cstdint>
#include <memory>
#include <optional>
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
  std::vector<std::pair<std::string_view, std::int32_t>> partitions;
};

/// Reads the statistics of one client. They come every second, have a kilobyte a partition, and are
/// read on the shard: so no tree is made of them, and the memory of one reading serves the next.
class KafkaStatisticsReader {
 public:
  KafkaStatisticsReader();
  ~KafkaStatisticsReader();
  KafkaStatisticsReader(const KafkaStatisticsReader&) = delete;
  KafkaStatisticsReader& operator=(const KafkaStatisticsReader&) = delete;

  /// `text` is a JSON object as STATISTICS.md describes it. The answer is good until the next call.
  const KafkaStatistics& read(std::string_view text);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::vector<char> text_;  ///< with the room behind it that simdjson wants
  KafkaStatistics statistics_;
};

}  // namespace sluice::connectors
