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

/// Negative while it is not known.
std::int64_t lag_of(const Json& partition) {
  const bool read = partition.is_object() && partition.value("desired", false);
  return read ? partition.value("consumer_lag", std::int64_t{-1}) : -1;
}

}  // namespace

KafkaStatistics read_statistics(std::string_view text) {
  KafkaStatistics statistics;
  const Json root = Json::parse(text, nullptr, false);
  const Json& brokers = member(root, "brokers");
  statistics.any_broker_up = std::any_of(brokers.begin(), brokers.end(), is_up);
  for (const Json& topic : member(root, "topics")) {
    for (const Json& partition : member(topic, "partitions")) {
      const std::int64_t lag = lag_of(partition);
      if (lag >= 0) statistics.lag = statistics.lag.value_or(0) + lag;
    }
  }
  return statistics;
}

}  // namespace sluice::connectors
