#pragma once

#include "config/gateway_config.hpp"
#include "config/interpolation.hpp"

namespace sluice::app {

/// The environment as it is now. Takes the proxies that it names away from the process itself, as
/// client libraries of brokers would use them; there must be no other thread yet.
[[nodiscard]] config::Environment take_environment();

/// The environment as it was when the process began: taken by the first call.
[[nodiscard]] const config::Environment& environment();

/// Where a connection, an endpoint or an API has no `proxy`: the one that the environment names for
/// its URL. Throws std::runtime_error, with the variable's name, when that is no proxy's URL.
void add_proxies(std::vector<config::Connection>& connections,
                 const config::Environment& environment);

}  // namespace sluice::app
