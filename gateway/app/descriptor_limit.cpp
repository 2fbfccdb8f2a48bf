#include "gateway/app/descriptor_limit.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <map>

namespace sluice::app {
namespace {

rlimit descriptor_limit() noexcept {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return limit;
}

/// Of the process: standard streams, log, admin server, signals, and files while they are read.
constexpr std::size_t of_process = 64;
/// Of a shard: its event loop and what wakes it.
constexpr std::size_t of_shard = 8;
/// Of a sink's or source's client: a socket to each of a few brokers, and its own wake-ups.
constexpr std::size_t of_client = 16;

}  // namespace

std::size_t raise_descriptor_limit() noexcept {
  rlimit limit = descriptor_limit();
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  return descriptor_limit().rlim_cur;
}

std::size_t hard_descriptor_limit() noexcept {
  return descriptor_limit().rlim_max;
}

std::size_t descriptors_needed(const config::Gateway& config, std::size_t shards) {
  std::map<std::string, std::size_t> endpoints;  // connections that ask one share its requests
  for (const config::Connection& connection : config.connections) {
    const auto add = [&](const std::string& url, std::int64_t concurrent) {
      if (!url.empty()) endpoints[url] = static_cast<std::size_t>(concurrent);
    };
    add(connection.auth.endpoint, connection.auth.max_concurrent);
    if (connection.user) add(connection.user->endpoint, connection.user->max_concurrent);
    if (connection.api) add("api of " + connection.name, 1);
  }
  std::size_t of_endpoints = 0;
  for (const auto& [url, concurrent] : endpoints) of_endpoints += concurrent;
  return of_process + 2 * config.connections.size() + of_client * config.sources.size() +
         shards * (of_shard + of_client * config.sinks.size() + of_endpoints);
}

std::size_t descriptors_for_connections(const config::Gateway& config, std::size_t shards,
                                        std::size_t limit) {
  const std::size_t kept = descriptors_needed(config, shards) - 2 * config.connections.size();
  return limit - std::min(kept, limit / 2);
}

std::optional<std::string> descriptor_warning(const config::Gateway& config, std::size_t shards,
                                              std::size_t limit) {
  const std::size_t needed = descriptors_needed(config, shards);
  if (needed <= limit) return std::nullopt;
  return fmt::format(
      "needs about {} open descriptors, and the process may have {}: raise its limit "
      "(ulimit -Hn, LimitNOFILE)",
      needed, limit);
}

}  // namespace sluice::app
