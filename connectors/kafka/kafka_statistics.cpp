#include "connectors/kafka/kafka_statistics.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sluice::connectors {
namespace {

using Json = nlohmann::json;

/// The member, or an empty object where there is none.
const Json& member(const Json& object, const char* name) {
  static const Json none = Json::object();
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_object() ? *found : none;
}

bool is_up(const Json& broker) {
  return broker.is_object() && broker.value("state", "") == "UP";
}

std::int64_t offset(const Json& partition, const char* name) {
  return partition.value(name, std::int64_t{-1});
}

/// Nothing while it is not known, or the partition is not read. librdkafka's own `consumer_lag` is
/// about what is committed.
std::optional<std::int64_t> lag_of(const Json& partition) {
  if (!partition.is_object() || !partition.value("desired", false)) return std::nullopt;
  std::int64_t next = offset(partition, "app_offset");
  if (next < 0) next = offset(partition, "committed_offset");
  if (next < 0) next = offset(partition, "next_offset");
  const std::int64_t end = offset(partition, "ls_offset");
  if (next < 0 || end < next) return std::nullopt;
  return end - next;
}

}  // namespace

KafkaStatistics read_statistics(std::string_view text) {
  KafkaStatistics statistics;
  const Json root = Json::parse(text, nullptr, false);
  const Json& brokers = member(root, "brokers");
  statistics.any_broker_up = std::any_of(brokers.begin(), brokers.end(), is_up);
  for (const auto& [name, topic] : member(root, "topics").items()) {
    const Json& partitions = member(topic, "partitions");
    for (const Json& partition : partitions) {
      const auto lag = lag_of(partition);
      if (lag) statistics.lag = statistics.lag.value_or(0) + *lag;
    }
    // "-1" has the records without a partition.
    statistics.partitions.emplace_back(
        name, static_cast<std::int32_t>(partitions.size() - partitions.count("-1")));
  }
  return statistics;
}

}  // namespace sluice::connectors
