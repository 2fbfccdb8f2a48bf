#include "connectors/kafka/kafka_messages.hpp"

#include <string_view>
#include <utility>

#include "connectors/kafka/kafka_message.hpp"

namespace sluice::connectors {
namespace {

std::string_view topic_of(const rd_kafka_message_t& message) noexcept {
  return rd_kafka_topic_name(message.rkt);
}

}  // namespace

void KafkaMessages::receive(KafkaMessage taken, MessageListener& listener) {
  const rd_kafka_message_t& message = *taken.message;
  const std::uint64_t number =
      positions_.received(topic_of(message), message.partition, message.offset);
  const Ticket ticket{next_ticket_++};
  const Held& held =
      held_.emplace(ticket.sequence, Held{std::move(taken), headers_of(message), number})
          .first->second;
  listener.on_message(message_of(message, held.headers), ticket);
}

std::optional<KafkaPartition> KafkaMessages::origin_of(Ticket ticket) const {
  const auto held = held_.find(ticket.sequence);
  if (held == held_.end()) return std::nullopt;
  return KafkaPartition{held->second.taken.topic(), held->second.taken.message->partition};
}

std::optional<KafkaMessages::Progress> KafkaMessages::settle(Ticket ticket) {
  const auto held = held_.find(ticket.sequence);
  if (held == held_.end()) return std::nullopt;
  const rd_kafka_message_t& message = *held->second.taken.message;
  const auto next = positions_.settled(topic_of(message), message.partition, held->second.number);
  std::optional<Progress> progress;
  if (next) progress = Progress{std::string{topic_of(message)}, message.partition, *next};
  held_.erase(held);
  return progress;
}

void KafkaMessages::withdraw(rd_kafka_topic_partition_list_t& partitions,
                             MessageListener& listener) {
  std::vector<std::uint64_t> tickets;
  for (const auto& [ticket, held] : held_) {
    const char* const topic = rd_kafka_topic_name(held.taken.message->rkt);
    if (rd_kafka_topic_partition_list_find(&partitions, topic, held.taken.message->partition)) {
      tickets.push_back(ticket);
    }
  }
  withdraw(tickets, listener);
  for (int i = 0; i < partitions.cnt; ++i) {
    positions_.forget(partitions.elems[i].topic, partitions.elems[i].partition);
  }
}

void KafkaMessages::withdraw_all(MessageListener& listener) {
  std::vector<std::uint64_t> tickets;
  for (const auto& [ticket, held] : held_) tickets.push_back(ticket);
  withdraw(tickets, listener);
  positions_ = {};
}

void KafkaMessages::withdraw(const std::vector<std::uint64_t>& tickets, MessageListener& listener) {
  for (const std::uint64_t ticket : tickets) {
    // The listener may have settled it during the call for another message.
    if (!held_.contains(ticket)) continue;
    listener.on_withdrawn(Ticket{ticket});
    held_.erase(ticket);
  }
}

}  // namespace sluice::connectors
