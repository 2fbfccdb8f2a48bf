#include "gateway/app/shard_count.hpp"

#include <algorithm>
#include <thread>

namespace sluice::app {

std::size_t shard_count(const config::Gateway& config) {
  if (config.shards > 0) return static_cast<std::size_t>(config.shards);
  return std::max(2U, std::thread::hardware_concurrency()) - 1;
}

}  // namespace sluice::app
