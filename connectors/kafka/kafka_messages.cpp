#include "connectors/kafka/kafka_messages.hpp"

#include <string_view>
#include <utility>

namespace sluice::connectors {
namespace {

std::string_view bytes(const void* start, std::size_t size) noexcept {
  return start == nullptr ? std::string_view{}
                          : std::string_view{static_cast<const char*>(start), size};
}

std::string_view topic_of(const rd_kafka_message_t& message) noexcept {
  return rd_kafka_topic_name(message.rkt);
}

std::vector<Header> headers_of(const rd_kafka_message_t& message) {
  std::vector<Header> found;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return found;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    found.push_back({name, bytes(value, size)});
  }
  return found;
}

WallTime time_of(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t since_epoch = rd_kafka_message_timestamp(&message, &type);
  if (type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE) return std::chrono::system_clock::now();
  return WallTime{std::chrono::milliseconds{since_epoch}};
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
  listener.on_message(
      {topic_of(message), bytes(message.key, message.key_len), bytes(message.payload, message.len),
       held.headers, time_of(message), LogPosition{message.partition, message.offset}},
      ticket);
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
