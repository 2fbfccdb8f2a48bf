#pragma once

#include "config/gateway_config.hpp"

namespace sluice::config {

class Section;

/// What returns, sources and connections demand of each other. Part of the check of the whole file;
/// names that lead nowhere are not looked at here.
void check_returns(const Section& top, const Gateway& gateway);

}  // namespace sluice::config
