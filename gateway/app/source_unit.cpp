#include "gateway/app/source_unit.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>
#include <vector>

#include "connectors/registry.hpp"
#include "gateway/app/plan/return_settings.hpp"

namespace sluice::app {
namespace {

/// After a reload, a connection may be missing that could not be made.
void require_outlets(const SourceUnitContext& context,
                     const std::vector<const returns::Return*>& returns) {
  for (const auto* back : returns) {
    for (const ConnectionId connection : back->rule.connections) {
      if (context.outlets.contains(connection)) continue;
      throw std::runtime_error("a connection that it publishes through does not run");
    }
  }
}

}  // namespace

SourceUnit::SourceUnit(const SourceUnitContext& context, std::unique_ptr<Inbox> inbox)
    : name_(context.source.name),
      type_(context.source.type),
      loop_(context.loop),
      log_(context.log),
      redelivers_(inbox != nullptr || connectors::settings_of(context.source)->redelivers()),
      returns_(context.plan.returns()),
      probe_(context.probes.source(context.plan.names().source(context.source.name))),
      path_probe_(context.probes.path(context.plan.names().source(context.source.name))),
      warnings_(context.log, context.loop, {"source", context.source.name}) {
  const SourceId id = context.plan.names().source(context.source.name);
  require_outlets(context, returns_.of_source(id));
  for (const auto& [connection, outlets] : context.outlets) {
    client_events_.set(connection, way_to(context.loop, *outlets.loop, outlets.client_events));
    http_.set(connection, way_to(context.loop, *outlets.loop, outlets.http));
  }
  for (const auto* back : returns_.of_source(id)) {
    return_probes_.set(back->rule.id, &context.probes.of(back->rule.id));
  }
  path_.emplace(returns::ReturnPathContext{.returns = returns_,
                                           .source = id,
                                           .client_events = client_events_,
                                           .http = http_,
                                           .outboxes = context.outboxes,
                                           .path_probe = context.probes.path(id),
                                           .probes = return_probes_,
                                           .loop = context.loop,
                                           .wall_clock = std::chrono::system_clock::now,
                                           .origin = context.plan.config().origin,
                                           .window = window_settings(context.source.window),
                                           .taps = &context.taps});
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

void SourceUnit::leave(Time deadline, std::function<void()> left) {
  left_ = std::move(left);
  const auto time_left = std::max(deadline - loop_.now(), Time::duration(0));
  patience_ = loop_.after(std::chrono::ceil<Duration>(time_left),
                          [this, deadline] { leave_broker(deadline); });
  path_->stop([this, deadline] { leave_broker(deadline); });
}

/// Called at the deadline, or when the path is through: whichever comes first.
void SourceUnit::leave_broker(Time deadline) {
  if (std::exchange(is_leaving_, true)) return;
  source_->close(deadline, [this] { loop_.post([this] { on_left_broker(); }); });
}

void SourceUnit::on_left_broker() {
  patience_.reset();
  if (const auto unsettled = path_->let_go(); unsettled > 0) {
    log_.warn(redelivers_ ? "messages not sent back in time: they will come again"
                          : "messages not sent back in time: they are lost",
              {{"source", name_}, {"messages", unsettled}});
  }
  source_.reset();
  std::exchange(left_, nullptr)();
}

}  // namespace sluice::app
