#pragma once

#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/connections.hpp"
#include "gateway/app/journals.hpp"
#include "gateway/app/plan/plan.hpp"
#include "gateway/app/plan/succession.hpp"
#include "gateway/app/probe_register.hpp"
#include "gateway/app/reload_step.hpp"
#include "gateway/app/sink_unit.hpp"
#include "gateway/app/sources.hpp"
#include "gateway/app/status_gathering.hpp"
#include "gateway/app/step_parts.hpp"
#include "gateway/app/table_unit.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/relay/relay.hpp"
#include "gateway/relay/route_letters.hpp"
#include "gateway/tap/tap_point.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::app {

/// What all shards are made of. Everything it refers to outlives them.
struct ShardContext {
  std::size_t shards;                  ///< their number
  const OutletsByConnection& outlets;  ///< of all shards' connections
  Journals* journals;                  ///< none: the outboxes are memory
  const ProbeRegister& probes;
  const telemetry::Log& log;
  /// Called on a shard's thread when the disk of a journal fails, for each.
  std::function<void()> on_disk_failed;
};

/// One shard with all that lives on it: a sink unit for each sink of the configuration, the relay
/// over them, and its share of the connections and of the sources. Made and destroyed on the main
/// thread, while the shard's own is not running; everything else happens there.
class ShardUnit {
 public:
  /// Throws std::runtime_error when a sink or a connection cannot be made of its settings. `plan`
  /// outlives it.
  ShardUnit(ShardContext context, std::size_t index, const Plan& plan);
  ~ShardUnit();

  /// Adds how this shard's connections publish to `outlets`. On the main thread, before start() or
  /// between two steps of a reload.
  void offer_outlets(const Names& names, OutletsByConnection& outlets);

  /// Makes the shard's share of the sources. Before start(). Throws std::runtime_error when one
  /// cannot be made of its settings.
  void make_sources(const Plan& plan) { sources_->begin(plan); }

  void start();

  /// Stops the intake of the sources. Calls `through` on the shard's thread when every message that
  /// they had is settled; the connections of all shards must run until then. From any thread, once.
  void stop_sources(std::function<void()> through);

  /// Must be called after stop_sources(), but need not wait for it. Stops the connections, closes
  /// the sources at the same time and drains the outboxes. Gives up at `deadline`. Then calls
  /// `done` on the shard's thread. From any thread, once.
  void drain(Time deadline, std::function<void()> done);

  /// After drain(): its deadline is now. From any thread.
  void hurry();

  /// After drain() is done: ends the shard's thread, and waits for the journals to be on the disk.
  void join();

  /// Runs `task` on the shard's thread, soon. From any thread.
  void post(Loop::Task task) { shard_.post(std::move(task)); }

  /// Takes a step to the next plan, between two events. Calls `taken` from this call or a later
  /// turn. On the shard's thread.
  void take(ReloadStep step, const Succession& next, Taken taken);

  /// On the shard's thread.
  [[nodiscard]] ShardStatus status();
  [[nodiscard]] tap::TapPoint& tap_point() noexcept { return tap_point_; }

 private:
  void limit_descriptors(const Plan& plan);
  void make_sinks(const Plan& plan);
  [[nodiscard]] SinkUnitContext sink_context();
  void prepare_sinks(const Succession& next);
  void follow_sinks(const Succession& next);
  void retire(const Succession& next, Taken taken);
  void discard() noexcept;
  void name_for_taps(const Plan& plan);
  void make_tables(const Plan& plan);
  [[nodiscard]] Problems prepare(const Succession& next);
  void follow(const Succession& next, Taken taken);
  [[nodiscard]] bool find_members(TableUnitContext& context) const;
  void check_drained();
  void give_up();

  // In the order in which each needs those above it.
  ShardContext context_;
  net::Shard shard_;
  ById<SinkId, relay::Outbox> outbox_of_;
  /// Those of routes that are gone stay: records that came before have their marks.
  relay::LetterTopics letter_topics_;
  std::list<SinkUnit> sinks_;
  std::list<SinkUnit> prepared_sinks_;
  tap::TapPoint tap_point_;
  std::optional<relay::Relay> relay_;
  std::optional<Connections> connections_;
  std::deque<TableUnit> tables_;
  std::optional<Sources> sources_;
  StepParts parts_;  ///< of the step that is being taken

  std::function<void()> drained_;
  bool draining_ = false;
  bool connections_stopped_ = false;
  bool sources_closed_ = false;
  bool given_up_ = false;
  Loop::Handle drain_timer_;
  std::thread thread_;
};

}  // namespace sluice::app
