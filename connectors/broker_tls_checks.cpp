#include "connectors/broker_tls_checks.hpp"

#include "config/section.hpp"

namespace sluice::connectors {

void check_broker_tls(const config::Section& section, const BrokerTls& tls, config::KeyRule rule) {
  if (const auto value = section.value().find("tls")) config::check_tls_files(*value, tls, rule);
}

}  // namespace sluice::connectors
