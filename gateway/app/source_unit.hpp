#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "config/gateway_config.hpp"
#include "gateway/app/broker_status.hpp"
#include "gateway/app/outlet_link.hpp"
#include "gateway/app/plan/plan.hpp"
#include "gateway/app/probe_register.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/inbox.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/core/source.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/returns/return_path.hpp"
#include "gateway/tap/tap_point.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::app {

/// How the events of one connection are published, and on which shard.
struct ConnectionOutlets {
  Loop* loop{};
  Outlet* client_events{};
  Outlet* http{};  ///< null where the connection has no `api`
};

using OutletsByConnection = std::map<ConnectionId, ConnectionOutlets>;

/// What a source is made of. Everything it refers to outlives the unit, but for `outlets` and
/// `source`, which are read while it is made.
struct SourceUnitContext {
  const Plan& plan;
  const config::Source& source;
  const OutletsByConnection& outlets;
  const ById<SinkId, relay::Outbox>& outboxes;
  tap::TapPoint& taps;
  const ProbeRegister& probes;
  const telemetry::Log& log;
  Loop& loop;
};

/// One source with its return path and the ways to the connections. On its shard's thread, but for
/// its construction and destruction, while that is not running.
class SourceUnit {
 public:
  /// Throws std::runtime_error when the source cannot be made of its settings.
  SourceUnit(const SourceUnitContext& context, std::unique_ptr<Inbox> inbox);
  SourceUnit(const SourceUnit&) = delete;
  SourceUnit& operator=(const SourceUnit&) = delete;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// Receives nothing more. Calls `through` once what was received has been dealt with.
  void stop(std::function<void()> through);

  /// Ends the source while the process goes on. What is not settled at `deadline` is left to the
  /// broker. Calls `left` when the source has left it, from a later turn: from then on no probe is
  /// used, and another of this name may begin.
  void leave(Time deadline, std::function<void()> left);
  /// After leave(): the unit may be destroyed.
  [[nodiscard]] bool unused() const noexcept { return source_ == nullptr && path_->unused(); }

  /// After stop(): leaves the broker with what is settled by then, at `deadline` at the latest.
  /// What is still pending stays pending. Calls `closed` once, from a later turn of the loop.
  void close(Time deadline, std::function<void()> closed) {
    source_->close(deadline, std::move(closed));
  }

  void on_outbox_wants_events() { path_->on_outbox_wants_events(); }

  [[nodiscard]] SourceStatus status(Time now) const {
    return snapshot_of(probe_, path_probe_, type_, now);
  }

 private:
  [[nodiscard]] Outlet* way_to(Loop& here, Loop& there, Outlet* outlet);
  void leave_broker(Time deadline);
  void on_left_broker();

  std::string name_;
  std::string type_;
  Loop& loop_;
  const telemetry::Log& log_;
  const bool redelivers_;     ///< what the broker keeps, or an inbox
  returns::Returns returns_;  ///< a copy: the plan may end before the path does
  const connectors::SourceProbe& probe_;
  const returns::PathProbe& path_probe_;
  telemetry::SparingLog warnings_;
  std::deque<OutletLink> links_;
  ById<ConnectionId, Outlet> client_events_;
  ById<ConnectionId, Outlet> http_;
  ById<ReturnId, returns::ReturnProbe> return_probes_;
  std::optional<returns::ReturnPath> path_;
  std::unique_ptr<Source> source_;
  bool is_leaving_ = false;     ///< its broker
  Loop::Handle patience_;       ///< of leave()
  std::function<void()> left_;  ///< of leave()
};

}  // namespace sluice::app
