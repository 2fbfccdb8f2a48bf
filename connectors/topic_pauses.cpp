#include "connectors/topic_pauses.hpp"

#include <cstddef>

namespace sluice::connectors {
namespace {

/// A topic that the broker has not refused for so long after a pause is not in the way any more.
constexpr Duration taken_after{60'000};
/// A peer may choose the name of a topic: at this number, all are forgotten and begin again.
constexpr std::size_t topics_max = 4096;
/// No other lane of a sink has so high a number.
constexpr std::uint64_t first_lane = std::uint64_t{1} << 63;

}  // namespace

Lane TopicPauses::pause(std::string_view name) {
  forget_taken();
  auto found = topics_.find(name);
  if (found == topics_.end()) {
    if (topics_.size() == topics_max) topics_.clear();
    found = topics_.emplace(std::string{name}, Topic{.lane = {first_lane + lanes_++}}).first;
  }
  Topic& topic = found->second;
  if (topic.end) return topic.lane;
  topic.end = loop_.after(topic.backoff.next(random_), [this, &topic] {
    topic.end.reset();
    topic.ended_at = loop_.now();
    listener_.on_lane_ready(topic.lane);
  });
  return topic.lane;
}

void TopicPauses::forget_taken() {
  std::erase_if(topics_, [now = loop_.now()](const auto& named) {
    return !named.second.end && now - named.second.ended_at > taken_after;
  });
}

std::optional<Lane> TopicPauses::lane_of(std::string_view name) const {
  if (topics_.empty()) return std::nullopt;
  const auto found = topics_.find(name);
  if (found == topics_.end() || !found->second.end) return std::nullopt;
  return found->second.lane;
}

}  // namespace sluice::connectors
