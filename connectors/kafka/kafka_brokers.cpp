#include "connectors/kafka/kafka_brokers.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "config/host_port.hpp"

namespace sluice::connectors {
namespace {

std::string broker_fault(std::string_view broker, std::string_view protocol) {
  while (broker.starts_with(' ')) broker.remove_prefix(1);  // as librdkafka does
  if (const std::size_t end = broker.find("://"); end != broker.npos) {
    const bool same = std::ranges::equal(broker.substr(0, end), protocol, [](char one, char other) {
      return std::tolower(static_cast<unsigned char>(one)) == other;
    });
    if (!same) return "must be host:port, without a scheme; `tls` and `sasl` choose the protocol";
    broker.remove_prefix(end + 3);
  }
  const auto address = config::parse_host_port(broker);
  return address ? "" : address.error().message;
}

}  // namespace

std::string security_protocol(const KafkaAccess& access) {
  return std::string{access.sasl ? "sasl_" : ""} + (access.tls ? "ssl" : "plaintext");
}

std::string broker_list(const KafkaAccess& access) {
  return fmt::format("{}", fmt::join(access.brokers, ","));
}

std::string brokers_fault(std::string_view brokers, const KafkaAccess& access) {
  for (bool more = true; more;) {
    const std::size_t comma = brokers.find(',');
    std::string fault = broker_fault(brokers.substr(0, comma), security_protocol(access));
    if (!fault.empty()) return fault;
    more = comma != brokers.npos;
    if (more) brokers.remove_prefix(comma + 1);
  }
  return {};
}

}  // namespace sluice::connectors
