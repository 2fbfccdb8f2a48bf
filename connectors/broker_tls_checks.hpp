#pragma once

#include "config/tls_files_check.hpp"
#include "connectors/broker_tls.hpp"

namespace sluice::config {
class Section;
}

namespace sluice::connectors {

/// Checks the files in the `tls` section of a sink or source.
void check_broker_tls(const config::Section& section, const BrokerTls& tls, config::KeyRule rule);

}  // namespace sluice::connectors
