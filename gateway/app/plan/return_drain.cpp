#include "gateway/app/plan/return_drain.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::app {
namespace {

/// Events a second.
double rate_of(const config::Gateway& config, const config::Return& back) {
  double rate = 0;
  for (const auto& name : back.to) {
    const auto connection = std::ranges::find(config.connections, name, &config::Connection::name);
    if (connection != config.connections.end()) rate += connection->client_events.rate;
  }
  return rate;
}

}  // namespace

config::Duration sources_drain_time(const config::Gateway& config) {
  return config.drain_timeout * 4 / 5;
}

std::vector<config::Remark> find_windows_too_large(const config::Gateway& config) {
  std::vector<config::Remark> warnings;
  const std::chrono::duration<double> time = sources_drain_time(config);
  for (std::size_t i = 0; i < config.returns.size(); ++i) {
    const auto& back = config.returns[i];
    const auto source = std::ranges::find(config.sources, back.from, &config::Source::name);
    if (back.publish == PublishMode::http || source == config.sources.end()) continue;
    const auto held = source->window.max_messages;
    const double rate = rate_of(config, back);
    if (rate <= 0 || double(held) <= rate * time.count()) continue;
    warnings.push_back(
        {"returns", i, "from",
         fmt::format("the source's window of {} messages takes {:.0f} s at {} events a second, and "
                     "drain_timeout leaves {:g} s: a stop may lose or repeat the rest",
                     held, double(held) / rate, rate, time.count())});
  }
  return warnings;
}

}  // namespace sluice::app
