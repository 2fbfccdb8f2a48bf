#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/kafka_held_back.hpp"
#include "connectors/kafka/kafka_positions.hpp"
#include "gateway/core/source.hpp"

namespace sluice::connectors {

/// The unsettled messages of a source, with their bytes. Used on one thread.
class KafkaMessages {
 public:
  /// The next offset to read of a partition.
  struct Progress {
    std::string topic;
    std::int32_t partition;
    std::int64_t next;
  };

  /// Keeps the event with the message, and passes the message to the listener.
  void receive(KafkaMessage message, MessageListener& listener);

  /// The partition of an unsettled message.
  [[nodiscard]] std::optional<KafkaPartition> origin_of(Ticket ticket) const;
  /// The number of messages of the partition from the oldest unsettled one on.
  [[nodiscard]] std::size_t backlog(const KafkaPartition& partition) const {
    return positions_.remembered(partition.first, partition.second);
  }

  /// Releases the bytes. Returns the new offset if this message was the last obstacle before it;
  /// empty for a message that was withdrawn.
  [[nodiscard]] std::optional<Progress> settle(Ticket ticket);

  /// Withdraws the unsettled messages, of these partitions or of all, oldest first.
  void withdraw(rd_kafka_topic_partition_list_t& partitions, MessageListener& listener);
  void withdraw_all(MessageListener& listener);

 private:
  struct Held {
    KafkaMessage taken;
    std::vector<Header> headers;
    std::uint64_t number;  ///< its number in positions_
  };

  void withdraw(const std::vector<std::uint64_t>& tickets, MessageListener& listener);

  std::map<std::uint64_t, Held> held_;  ///< by ticket
  std::uint64_t next_ticket_ = 0;
  KafkaPositions positions_;
};

}  // namespace sluice::connectors
