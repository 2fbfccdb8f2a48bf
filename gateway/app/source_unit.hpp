#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/outlet_link.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/core/source.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/returns/return_path.hpp"
#include "gateway/returns/returns.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/probes.hpp"
#include "gateway/telemetry/sparing_log.hpp"

namespace sluice::app {

/// How the events of one connection are published, and on which shard.
struct ConnectionOutlets {
  Loop* loop{};
  Outlet* client_events{};
  Outlet* http{};  ///< null where the connection has no `api`
};

/// What a source is made of. Everything it refers to outlives the unit.
struct SourceUnitContext {
  const config::Gateway& config;
  std::size_t source{};  ///< which one, by its index
  const returns::Returns& returns;
  std::span<const ConnectionOutlets> outlets;  ///< by connection; read while the unit is made
  std::span<relay::Outbox* const> outboxes;    ///< by sink
  telemetry::Probes& probes;
  const telemetry::Log& log;
  Loop& loop;
};

/// One source with its return path and the ways to the connections. On its shard's thread, but for
/// its construction and destruction, while that is not running.
class SourceUnit {
 public:
  /// Throws std::runtime_error when the source cannot be made of its settings.
  explicit SourceUnit(const SourceUnitContext& context);
  SourceUnit(const SourceUnit&) = delete;
  SourceUnit& operator=(const SourceUnit&) = delete;

  /// Receives nothing more. Calls `through` once what was received has been dealt with.
  void stop(std::function<void()> through);

  /// After stop(): leaves the broker with what is settled by then, at `deadline` at the latest.
  /// What is still pending stays pending. Calls `closed` once, from a later turn of the loop.
  void close(Time deadline, std::function<void()> closed) {
    source_->close(deadline, std::move(closed));
  }

  void on_outbox_wants_events() { path_->on_outbox_wants_events(); }

 private:
  [[nodiscard]] Outlet* way_to(Loop& here, Loop& there, Outlet* outlet);

  telemetry::SparingLog warnings_;
  std::deque<OutletLink> links_;
  std::vector<Outlet*> client_events_;
  std::vector<Outlet*> http_;
  std::vector<relay::Outbox*> outboxes_;
  std::vector<telemetry::ReturnProbe*> return_probes_;
  std::optional<returns::ReturnPath> path_;
  std::unique_ptr<Source> source_;
};

}  // namespace sluice::app
