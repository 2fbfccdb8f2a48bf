#pragma once

#include "config/gateway_config.hpp"

namespace sluice::config {

class Section;

/// The rules between returns, sources and connections. Part of the check of the whole file; unknown
/// names are reported elsewhere.
void check_returns(const Section& top, const Gateway& gateway);

}  // namespace sluice::config
