#include "connectors/kafka/kafka_positions.hpp"

namespace sluice::connectors {

std::uint64_t KafkaPositions::received(std::string_view topic, std::int32_t partition,
                                       std::int64_t offset) {
  auto found = partitions_.find(Name{topic, partition});
  if (found == partitions_.end()) {
    found = partitions_.try_emplace({std::string{topic}, partition}).first;
  }
  auto& [messages, first] = found->second;
  messages.push_back({offset, false});
  return first + messages.size() - 1;
}

std::optional<std::int64_t> KafkaPositions::settled(std::string_view topic, std::int32_t partition,
                                                    std::uint64_t number) {
  auto& [messages, first] = partitions_.find(Name{topic, partition})->second;
  messages[number - first].settled = true;
  std::optional<std::int64_t> next;
  while (!messages.empty() && messages.front().settled) {
    next = messages.front().offset + 1;
    messages.pop_front();
    ++first;
  }
  return next;
}

std::size_t KafkaPositions::remembered(std::string_view topic, std::int32_t partition) const {
  const auto found = partitions_.find(Name{topic, partition});
  return found == partitions_.end() ? 0 : found->second.messages.size();
}

void KafkaPositions::forget(std::string_view topic, std::int32_t partition) {
  const auto found = partitions_.find(Name{topic, partition});
  if (found != partitions_.end()) partitions_.erase(found);
}

}  // namespace sluice::connectors
