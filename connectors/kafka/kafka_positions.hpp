#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace sluice::connectors {

/// How far each partition has been dealt with, though its messages are settled in any order.
///
/// A group remembers one offset a partition: where to go on reading. It may pass a message only
/// when that and all before it are settled. Pure; one thread.
class KafkaPositions {
 public:
  /// Numbers the message within its partition, from where the partition was last forgotten.
  std::uint64_t received(std::string_view topic, std::int32_t partition, std::int64_t offset);

  /// The offset to go on reading at, where that has changed with this message.
  std::optional<std::int64_t> settled(std::string_view topic, std::int32_t partition,
                                      std::uint64_t number);

  /// How many messages of the partition are remembered: from the oldest that is not settled on.
  [[nodiscard]] std::size_t remembered(std::string_view topic, std::int32_t partition) const;

  /// The partition is read no more: what was received of it will not be settled.
  void forget(std::string_view topic, std::int32_t partition);

 private:
  struct Message {
    std::int64_t offset;
    bool settled;
  };
  struct Partition {
    std::deque<Message> messages;  ///< from the oldest that is not settled
    std::uint64_t first = 0;       ///< its number
  };

  using Name = std::pair<std::string_view, std::int32_t>;
  struct ByName {
    using is_transparent = void;
    bool operator()(const Name& one, const Name& other) const { return one < other; }
  };

  std::map<std::pair<std::string, std::int32_t>, Partition, ByName> partitions_;
};

}  // namespace sluice::connectors
