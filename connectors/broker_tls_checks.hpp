#pragma once

namespace sluice::config {
class Section;
}

namespace sluice::connectors {

/// Checks the files in the `tls` section of a sink or source: they exist and contain PEM text.
void check_broker_tls(const config::Section& section);

}  // namespace sluice::connectors
