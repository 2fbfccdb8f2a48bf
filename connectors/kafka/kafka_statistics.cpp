#include "connectors/kafka/kafka_statistics.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sluice::connectors {

bool any_broker_up(std::string_view statistics) {
  const auto root = nlohmann::json::parse(statistics, nullptr, false);
  if (!root.is_object()) return false;
  const auto brokers = root.find("brokers");
  if (brokers == root.end() || !brokers->is_object()) return false;
  return std::any_of(brokers->begin(), brokers->end(), [](const nlohmann::json& broker) {
    return broker.is_object() && broker.value("state", "") == "UP";
  });
}

}  // namespace sluice::connectors
