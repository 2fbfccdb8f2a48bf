#include "gateway/app/load.hpp"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

#include "connectors/registry.hpp"
#include "gateway/app/descriptor_limit.hpp"
#include "gateway/app/environment.hpp"
#include "gateway/app/review.hpp"
#include "gateway/app/shard_count.hpp"

namespace sluice::app {

namespace {

const config::Reviewer reviewer{.find_faults = find_faults, .find_warnings = find_warnings};

void add_warnings(config::Loaded& loaded, const std::string& path) {
  if (!loaded) return;
  for (const auto& file : loaded->certificates) {
    if (file.expiry > std::chrono::system_clock::now()) continue;
    loaded->warnings.push_back(
        {path,
         {},
         "",
         fmt::format("the certificates of file {} have expired", config::quoted(file.file))});
  }
  if (auto warning = descriptor_warning(*loaded, shard_count(*loaded), hard_descriptor_limit())) {
    loaded->warnings.push_back({path, {}, "", *std::move(warning)});
  }
}

config::Loaded with_proxies(config::Loaded loaded, const std::string& path) try {
  if (loaded) add_proxies(loaded->connections, environment());
  return loaded;
} catch (const std::runtime_error& problem) {
  return std::vector<config::Problem>{{path, {}, "", problem.what()}};
}

}  // namespace

config::Loaded load(const std::string& path, const config::FileObserver& on_file) {
  auto loaded = with_proxies(
      config::load_file(path, connectors::types(), environment(), reviewer, on_file), path);
  add_warnings(loaded, path);
  return loaded;
}

config::Loaded load_text(std::string_view text) {
  return with_proxies(config::load(text, "", connectors::types(), environment(), reviewer), "");
}

}  // namespace sluice::app
