#include "connectors/kafka/kafka_access.hpp"

#include <algorithm>
#include <string_view>

namespace sluice::connectors {
namespace {

/// The broker in librdkafka's reading: an optional protocol in front, port 9092 by default.
std::string with_port(std::string_view broker) {
  const std::size_t scheme = broker.find("://");
  if (scheme != std::string_view::npos) broker.remove_prefix(scheme + 3);
  const std::size_t colon = broker.rfind(':');
  const bool has_port = colon != std::string_view::npos && !broker.ends_with(']');
  return std::string{broker} + (has_port ? "" : ":9092");
}

}  // namespace

bool share_a_broker(const KafkaAccess& one, const KafkaAccess& other) {
  return std::any_of(one.brokers.begin(), one.brokers.end(), [&](const std::string& mine) {
    return std::any_of(other.brokers.begin(), other.brokers.end(), [&](const std::string& theirs) {
      return with_port(mine) == with_port(theirs);
    });
  });
}

}  // namespace sluice::connectors
