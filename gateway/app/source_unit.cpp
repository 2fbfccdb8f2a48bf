#include "gateway/app/source_unit.hpp"

#include <utility>

#include "connectors/registry.hpp"
#include "gateway/app/plan/return_settings.hpp"

namespace sluice::app {

SourceUnit::SourceUnit(const SourceUnitContext& context, std::unique_ptr<Inbox> inbox)
    : type_(context.source.type),
      probe_(context.probes.source(context.plan.names().source(context.source.name))),
      path_probe_(context.probes.path(context.plan.names().source(context.source.name))),
      warnings_(context.log, context.loop, {"source", context.source.name}) {
  const SourceId id = context.plan.names().source(context.source.name);
  for (const auto& [connection, outlets] : context.outlets) {
    client_events_.set(connection, way_to(context.loop, *outlets.loop, outlets.client_events));
    http_.set(connection, way_to(context.loop, *outlets.loop, outlets.http));
  }
  for (const auto* back : context.plan.returns().of_source(id)) {
    return_probes_.set(back->rule.id, &context.probes.of(back->rule.id));
  }
  path_.emplace(returns::ReturnPathContext{.returns = context.plan.returns(),
                                           .source = id,
                                           .client_events = client_events_,
                                           .http = http_,
                                           .outboxes = context.outboxes,
                                           .path_probe = context.probes.path(id),
                                           .probes = return_probes_,
                                           .loop = context.loop,
                                           .wall_clock = std::chrono::system_clock::now,
                                           .origin = context.plan.config().origin,
                                           .window = window_settings(context.source.window)});
  path_->set_on_lost([this](const returns::LostMessage& lost) {
    warnings_.warn("a message cannot be sent back", to_string(lost.loss),
                   telemetry::Field{"return", return_probes_.at(lost.lost_by.rule.id).name},
                   telemetry::Field{"topic", lost.topic}, telemetry::Field{"detail", lost.detail});
  });
  source_ = connectors::settings_of(context.source)
                ->make({context.source.name, context.loop, *path_, context.probes.source(id),
                        context.log, std::move(inbox)});
  path_->attach(*source_);
}

/// The outlet itself if it is on this shard, otherwise a link to it; null without an outlet.
Outlet* SourceUnit::way_to(Loop& here, Loop& there, Outlet* outlet) {
  if (outlet == nullptr || &here == &there) return outlet;
  return &links_.emplace_back(here, there, *outlet);
}

void SourceUnit::stop(std::function<void()> through) {
  path_->stop(std::move(through));
}

}  // namespace sluice::app
