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

/// The progress in each partition, although its messages are settled in any order.
///
/// A group stores one offset per partition: that of the next message to read. The offset may pass a
/// message only when that message and all before it are settled. Pure; used on one thread.
class KafkaPositions {
 public:
  /// Returns the number of the message within its partition; forget() starts the count again.
  std::uint64_t received(std::string_view topic, std::int32_t partition, std::int64_t offset);

  /// The next offset to read, if it has changed with this message.
  std::optional<std::int64_t> settled(std::string_view topic, std::int32_t partition,
                                      std::uint64_t number);

  /// The number of remembered messages of the partition: from the oldest unsettled one on.
  [[nodiscard]] std::size_t remembered(std::string_view topic, std::int32_t partition) const;

  /// The partition is not read any more: its messages will not be settled.
  void forget(std::string_view topic, std::int32_t partition);

 private:
  struct Message {
    std::int64_t offset;
    bool settled;
  };
  struct Partition {
    std::deque<Message> messages;  ///< from the oldest unsettled one on
    std::uint64_t first = 0;       ///< the number of the first
  };

  using Name = std::pair<std::string_view, std::int32_t>;
  struct ByName {
    using is_transparent = void;
    bool operator()(const Name& one, const Name& other) const { return one < other; }
  };

  std::map<std::pair<std::string, std::int32_t>, Partition, ByName> partitions_;
};

}  // namespace sluice::connectors
