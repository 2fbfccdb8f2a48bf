#include "connectors/kafka/kafka_unknown_topics.hpp"

#include <cstddef>

namespace sluice::connectors {
namespace {

/// A peer may choose the name of a topic: at this number, all are forgotten and begin again.
constexpr std::size_t topics_max = 4096;

}  // namespace

KafkaUnknownTopics::Answer KafkaUnknownTopics::failed(std::string_view topic, Time now) {
  const auto found = first_failures_.find(topic);
  if (found != first_failures_.end()) {
    return now - found->second < grace_ ? Answer::waits : Answer::is_over;
  }
  if (grace_ == Duration::zero()) return Answer::is_over;
  if (first_failures_.size() == topics_max) first_failures_.clear();
  first_failures_.emplace(topic, now);
  return Answer::begins;
}

bool KafkaUnknownTopics::known(std::string_view topic) noexcept {
  if (first_failures_.empty()) return false;
  const auto found = first_failures_.find(topic);
  if (found == first_failures_.end()) return false;
  first_failures_.erase(found);
  return true;
}

}  // namespace sluice::connectors
