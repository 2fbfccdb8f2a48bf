#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace sluice::connectors {

/// The part of librdkafka's statistics that the gateway uses.
struct KafkaStatistics {
  bool any_broker_up = false;
  /// The number of messages in our partitions that we have not received; empty while no partition
  /// knows it.
  std::optional<std::int64_t> lag;
  /// The number of partitions of each topic of the client; 0 while it does not know the topic.
  std::vector<std::pair<std::string_view, std::int32_t>> partitions;
};

/// Reads the statistics of one client. They come every second, have a kilobyte per partition, and
/// are read on the shard. Therefore no tree is built, and each reading reuses the memory of the
/// last.
class KafkaStatisticsReader {
 public:
  KafkaStatisticsReader();
  ~KafkaStatisticsReader();
  KafkaStatisticsReader(const KafkaStatisticsReader&) = delete;
  KafkaStatisticsReader& operator=(const KafkaStatisticsReader&) = delete;

  /// `text` is a JSON object in the form of STATISTICS.md. The result is valid until the next call.
  const KafkaStatistics& read(std::string_view text);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::vector<char> text_;  ///< with the padding that simdjson requires
  KafkaStatistics statistics_;
};

}  // namespace sluice::connectors
