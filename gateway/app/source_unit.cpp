#include "gateway/app/source_unit.hpp"

#include <utility>

#include "connectors/registry.hpp"
#include "gateway/app/return_settings.hpp"

namespace sluice::app {

SourceUnit::SourceUnit(const SourceUnitContext& context)
    : warnings_(context.log, context.loop, {"source", context.config.sources[context.source].name}),
      outboxes_(context.outboxes.begin(), context.outboxes.end()) {
  const auto& settings = context.config.sources[context.source];
  auto& probe = context.probes.sources[context.source];
  for (const auto& outlets : context.outlets) {
    client_events_.push_back(way_to(context.loop, *outlets.loop, outlets.client_events));
    http_.push_back(way_to(context.loop, *outlets.loop, outlets.http));
  }
  for (auto& returns : context.probes.returns) return_probes_.push_back(&returns);
  path_.emplace(returns::ReturnPathContext{.returns = context.returns,
                                           .source = context.source,
                                           .client_events = client_events_,
                                           .http = http_,
                                           .outboxes = outboxes_,
                                           .source_probe = probe,
                                           .probes = return_probes_,
                                           .loop = context.loop,
                                           .wall_clock = std::chrono::system_clock::now,
                                           .origin = context.config.origin,
                                           .window = window_settings(settings.window)});
  path_->set_on_lost([this, &config = context.config](const returns::LostMessage& lost) {
    const auto index = lost.lost_by.index;
    warnings_.warn("a message cannot be sent back", to_string(lost.loss),
                   telemetry::Field{"return", label_of(config.returns[index], index)},
                   telemetry::Field{"topic", lost.topic}, telemetry::Field{"detail", lost.detail});
  });
  source_ = connectors::settings_of(settings)->make(
      {settings.name, context.loop, *path_, probe, context.log});
  path_->attach(*source_);
}

/// Null for an outlet there is none of.
Outlet* SourceUnit::way_to(Loop& here, Loop& there, Outlet* outlet) {
  if (outlet == nullptr || &here == &there) return outlet;
  return &links_.emplace_back(here, there, *outlet);
}

void SourceUnit::stop(std::function<void()> through) {
  path_->stop();
  if (path_->drained()) return through();
  path_->set_on_drained(std::move(through));
}

}  // namespace sluice::app
