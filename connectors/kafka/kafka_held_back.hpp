#pragma once

#include <librdkafka/rdkafka.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/kafka/kafka_client.hpp"

namespace sluice::connectors {

/// A message that was taken from the client; its event owns it.
struct KafkaMessage {
  KafkaEvent event;
  const rd_kafka_message_t* message;

  [[nodiscard]] std::string_view topic() const noexcept {
    return rd_kafka_topic_name(message->rkt);
  }
};

/// The topic and the number of a partition.
using KafkaPartition = std::pair<std::string, std::int32_t>;

/// The partitions that are not read for now, each with any number of holders, and the few messages
/// of them that the client had already fetched. Used on one thread.
class KafkaHeldBack {
 public:
  void hold(const KafkaPartition& partition, std::size_t holder);
  void release(const KafkaPartition& partition, std::size_t holder);
  /// Releases the holder's partitions, all of them.
  void release(std::size_t holder);

  /// Whether a message of the partition must wait, for a holder or behind other messages.
  [[nodiscard]] bool holds(const KafkaPartition& partition) const;
  void keep(KafkaMessage message);

  /// The next kept message whose partition has no holder any more.
  [[nodiscard]] std::optional<KafkaMessage> next();
  /// The partitions that are to be read again: they have no holder and no kept messages. Each is
  /// returned once.
  [[nodiscard]] std::vector<KafkaPartition> take_free();

  /// The partition was taken from us: its kept messages are discarded.
  void forget(const KafkaPartition& partition) { partitions_.erase(partition); }
  void clear() { partitions_.clear(); }

 private:
  struct Held {
    std::set<std::size_t> holders;
    std::deque<KafkaMessage> kept;
  };

  std::map<KafkaPartition, Held> partitions_;
};

}  // namespace sluice::connectors
