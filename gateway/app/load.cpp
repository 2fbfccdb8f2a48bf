#include "gateway/app/load.hpp"

#include "connectors/registry.hpp"

namespace sluice::app {

config::Loaded load(const std::string& path) {
  return config::load_file(path, connectors::sink_types(), config::process_environment());
}

}  // namespace sluice::app
