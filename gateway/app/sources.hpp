#pragma once

#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/journals.hpp"
#include "gateway/app/plan/plan.hpp"
#include "gateway/app/plan/succession.hpp"
#include "gateway/app/probe_register.hpp"
#include "gateway/app/reload_step.hpp"
#include "gateway/app/source_unit.hpp"
#include "gateway/app/step_parts.hpp"
#include "gateway/core/ids.hpp"
#include "gateway/core/loop.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/tap/tap_point.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::app {

/// What the sources of one shard are made of. Everything it refers to outlives them.
struct SourcesContext {
  std::size_t shard;  ///< its index
  std::size_t shards;
  Loop& loop;
  const ById<SinkId, relay::Outbox>& outboxes;  ///< those of the shard
  /// Those of all shards; read while a source is made.
  const OutletsByConnection& outlets;
  tap::TapPoint& taps;  ///< of the shard
  Journals* journals;   ///< none: no inboxes
  const ProbeRegister& probes;
  const telemetry::Log& log;
  std::function<void()> on_disk_failed;  ///< called for each inbox whose disk fails
};

/// The sources of one shard, as they come and go. On the shard's thread, but for its construction
/// and destruction, and begin(), while that is not running.
class Sources {
 public:
  explicit Sources(SourcesContext context) : context_(std::move(context)) {}
  Sources(const Sources&) = delete;
  Sources& operator=(const Sources&) = delete;

  /// Makes those of the plan that live on this shard. Throws std::runtime_error when one cannot be
  /// made of its settings.
  void begin(const Plan& plan);

  void on_outbox_wants_events();

  /// Ends those that are removed or changed. What they have not settled by then is left to their
  /// brokers. Calls `left` when they have left these, from a later turn; or at once when there is
  /// none to end.
  void follow(const Succession& next, const Taken& left);
  /// After follow() on all shards: makes those that are added or changed.
  [[nodiscard]] Problems renew(const Succession& next);
  /// Frees what follow() ended, as far as nothing refers to it any more. All shards must have taken
  /// a whole step since.
  void forget_ended();

  /// Stops the intake of all, once. Calls `through` when every message that they had is settled.
  void stop(std::function<void()> through);
  /// After stop(): leaves the brokers, at `deadline` at the latest, then calls `closed` once.
  void close(Time deadline, std::function<void()> closed);

  [[nodiscard]] std::vector<SourceStatus> status(Time now) const;

 private:
  [[nodiscard]] bool is_ours(const config::Source& source) const;
  void make(const Plan& plan, const config::Source& source);
  [[nodiscard]] std::unique_ptr<Inbox> open_inbox(const Plan& plan, const config::Source& source);

  SourcesContext context_;
  std::list<SourceUnit> running_;
  std::list<SourceUnit> ended_;
  StepParts leaving_;     ///< those of `ended_` that have not left their broker
  std::size_t busy_ = 0;  ///< whose return path is not through
  std::function<void()> through_;
  std::size_t open_ = 0;  ///< that are not closed
  std::function<void()> closed_;
};

}  // namespace sluice::app
