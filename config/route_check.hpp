#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/gateway_config.hpp"

namespace sluice::config {

/// What is wrong with one field of a route, in the eyes of the relay.
struct RouteFault {
  std::string_view field;  ///< `topic` or `key`
  std::string message;
};

/// Asked of each route: templates are the relay's language, which `config` does not know. May be
/// empty.
using RouteCheck = std::function<std::vector<RouteFault>(const Route& route)>;

}  // namespace sluice::config
