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

/// A message that was taken from the client, which owns it by its event.
struct KafkaMessage {
  KafkaEvent event;
  const rd_kafka_message_t* message;

  [[nodiscard]] std::string_view topic() const noexcept {
    return rd_kafka_topic_name(message->rkt);
  }
};

/// A partition by its name.
using KafkaPartition = std::pair<std::string, std::int32_t>;

/// Which partitions are read no further for now, by any number of holders, and the few messages of
/// them that the client had fetched already. One thread.
class KafkaHeldBack {
 public:
  void hold(const KafkaPartition& partition, std::size_t holder);
  void release(const KafkaPartition& partition, std::size_t holder);
  /// Of all partitions.
  void release(std::size_t holder);

  /// Whether a message of the partition has to wait, for a holder or behind others.
  [[nodiscard]] bool holds(const KafkaPartition& partition) const;
  void keep(KafkaMessage message);

  /// The next of the messages kept whose partition nobody holds any more.
  [[nodiscard]] std::optional<KafkaMessage> next();
  /// The partitions that are to be read on: nobody holds them and nothing is kept of them. Each is
  /// named once.
  [[nodiscard]] std::vector<KafkaPartition> take_free();

  /// The partition was taken from us: the messages kept of it are discarded.
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
