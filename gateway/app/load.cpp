#include "gateway/app/load.hpp"

#include <array>

#include "connectors/registry.hpp"
#include "gateway/app/relay_settings.hpp"

namespace sluice::app {
namespace {

std::vector<config::RouteFault> route_faults(const config::Route& route) {
  const std::array rules{route_rule(route, 0)};
  std::vector<config::RouteFault> faults;
  for (auto& problem : relay::find_problems(rules)) {
    faults.push_back({problem.field, std::move(problem.message)});
  }
  return faults;
}

}  // namespace

config::Loaded load(const std::string& path) {
  return config::load_file(path, connectors::types(), config::process_environment(), route_faults);
}

}  // namespace sluice::app
