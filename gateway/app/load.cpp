#include "gateway/app/load.hpp"

#include "connectors/registry.hpp"
#include "gateway/app/descriptor_limit.hpp"
#include "gateway/app/review.hpp"
#include "gateway/app/shard_count.hpp"

namespace sluice::app {

config::Loaded load(const std::string& path, const config::FileObserver& on_file) {
  auto loaded =
      config::load_file(path, connectors::types(), config::process_environment(),
                        {.find_faults = find_faults, .find_warnings = find_warnings}, on_file);
  if (!loaded) return loaded;
  if (auto warning = descriptor_warning(*loaded, shard_count(*loaded), hard_descriptor_limit())) {
    loaded->warnings.push_back({path, {}, "", *std::move(warning)});
  }
  return loaded;
}

}  // namespace sluice::app
