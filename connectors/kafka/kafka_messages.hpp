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

/// The messages a source has handed on and that are not settled yet, with their bytes. One thread.
class KafkaMessages {
 public:
  /// The offset at which a partition is to be read on.
  struct Progress {
    std::string topic;
    std::int32_t partition;
    std::int64_t next;
  };

  /// Keeps the event with the message in it, and hands that on.
  void receive(KafkaMessage message, MessageListener& listener);

  /// Where a message came from that is not settled.
  [[nodiscard]] std::optional<KafkaPartition> origin_of(Ticket ticket) const;
  /// How many messages of the partition stand behind one that is not settled, with that one.
  [[nodiscard]] std::size_t backlog(const KafkaPartition& partition) const {
    return positions_.remembered(partition.first, partition.second);
  }

  /// Gives the bytes back. Returns the new offset where this message was all that stood before it;
  /// nothing for a message that was withdrawn.
  [[nodiscard]] std::optional<Progress> settle(Ticket ticket);

  /// Withdraws what is unsettled, of these partitions or of all, oldest first.
  void withdraw(rd_kafka_topic_partition_list_t& partitions, MessageListener& listener);
  void withdraw_all(MessageListener& listener);

 private:
  struct Held {
    KafkaMessage taken;
    std::vector<Header> headers;
    std::uint64_t number;  ///< for positions_
  };

  void withdraw(const std::vector<std::uint64_t>& tickets, MessageListener& listener);

  std::map<std::uint64_t, Held> held_;  ///< by ticket
  std::uint64_t next_ticket_ = 0;
  KafkaPositions positions_;
};

}  // namespace sluice::connectors
