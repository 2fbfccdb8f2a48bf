#include "gateway/app/load.hpp"

#include "connectors/registry.hpp"
#include "gateway/app/review.hpp"

namespace sluice::app {

config::Loaded load(const std::string& path) {
  return config::load_file(path, connectors::types(), config::process_environment(),
                           {.find_faults = find_faults, .find_warnings = find_warnings});
}

}  // namespace sluice::app
