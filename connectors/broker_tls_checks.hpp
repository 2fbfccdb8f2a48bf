#pragma once

namespace sluice::config {
class Section;
}

namespace sluice::connectors {

/// Checks the files that a sink's or source's `tls` names: they are there and hold PEM text.
void check_broker_tls(const config::Section& section);

}  // namespace sluice::connectors
