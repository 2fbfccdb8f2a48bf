#include "connectors/kafka/kafka_held_back.hpp"

namespace sluice::connectors {

void KafkaHeldBack::hold(const KafkaPartition& partition, std::size_t holder) {
  partitions_[partition].holders.insert(holder);
}

void KafkaHeldBack::release(const KafkaPartition& partition, std::size_t holder) {
  const auto found = partitions_.find(partition);
  if (found != partitions_.end()) found->second.holders.erase(holder);
}

void KafkaHeldBack::release(std::size_t holder) {
  for (auto& [partition, held] : partitions_) held.holders.erase(holder);
}

bool KafkaHeldBack::holds(const KafkaPartition& partition) const {
  return partitions_.contains(partition);
}

void KafkaHeldBack::keep(KafkaMessage message) {
  const KafkaPartition partition{message.topic(), message.message->partition};
  partitions_[partition].kept.push_back(std::move(message));
}

std::optional<KafkaMessage> KafkaHeldBack::next() {
  for (auto& [partition, held] : partitions_) {
    if (!held.holders.empty() || held.kept.empty()) continue;
    std::optional<KafkaMessage> message{std::move(held.kept.front())};
    held.kept.pop_front();
    return message;
  }
  return std::nullopt;
}

std::vector<KafkaPartition> KafkaHeldBack::take_free() {
  std::vector<KafkaPartition> free;
  for (const auto& [partition, held] : partitions_) {
    if (held.holders.empty() && held.kept.empty()) free.push_back(partition);
  }
  for (const auto& partition : free) partitions_.erase(partition);
  return free;
}

}  // namespace sluice::connectors
