#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/journals.hpp"
#include "gateway/app/loss_log.hpp"
#include "gateway/app/plan/plan.hpp"
#include "gateway/app/probe_register.hpp"
#include "gateway/app/source_unit.hpp"
#include "gateway/app/status_gathering.hpp"
#include "gateway/app/table_unit.hpp"
#include "gateway/channels/session/sleep_watch.hpp"
#include "gateway/core/sink.hpp"
#include "gateway/net/connection.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/relay.hpp"
#include "gateway/relay/route_letters.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::app {

/// The place of one shard among all shards.
struct ShardPlace {
  std::size_t index;
  std::size_t of;  ///< the number of shards
};

/// One shard with all that lives on it: an outbox and a sink for each sink of the configuration,
/// the relay over them, and its share of the connections and of the sources. Made and destroyed on
/// the main thread, while the shard's own is not running; everything else happens there.
class ShardUnit {
 public:
  /// Throws std::runtime_error when a sink or a connection cannot be made of its settings. `plan`,
  /// `journals` (none: the outboxes are memory), the probes and `log` outlive it.
  ShardUnit(ShardPlace place, const Plan& plan,
            const std::vector<const config::Connection*>& connections, Journals* journals,
            const ProbeRegister& probes, const telemetry::Log& log);
  ~ShardUnit();

  /// Called on the shard's thread when the disk of a journal fails, for each. Before start().
  void set_on_disk_failed(std::function<void()> callback) { disk_failed_ = std::move(callback); }

  /// Adds how this shard's connections publish to `outlets`. Before start().
  void offer_outlets(const Names& names, OutletsByConnection& outlets);

  /// Puts a source on this shard; `outlets` are those of all shards. Before start(). Throws
  /// std::runtime_error when it cannot be made of its settings.
  void add_source(const Plan& plan, const config::Source& source,
                  const OutletsByConnection& outlets, Journals* journals,
                  const ProbeRegister& probes, const telemetry::Log& log);

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

  /// On the shard's thread, between two events: from now on the routes are those of `plan`, which
  /// differs in nothing else.
  void follow(const Plan& plan);

  /// On the shard's thread.
  [[nodiscard]] ShardStatus status();

 private:
  void make_sinks(const Plan& plan, Journals* journals, const ProbeRegister& probes,
                  const telemetry::Log& log);
  void make_tables(const Plan& plan, const ProbeRegister& probes, const telemetry::Log& log);
  void open_journal(Journals& journals, const std::string& sink, relay::Outbox& outbox,
                    journal::JournalProbe& probe, const telemetry::Log& log);
  void watch_clocks();
  void on_source_through();
  void on_connection_stopped();
  void check_drained();
  void give_up();

  // In the order in which each needs those above it.
  net::Shard shard_;
  std::deque<LossLog> loss_logs_;
  ById<SinkId, relay::Outbox> outbox_of_;
  /// Those of routes that are gone stay: records that came before have their marks.
  relay::LetterTopics letter_topics_;
  std::deque<relay::RouteLetters> letters_;
  std::deque<relay::Outbox> outboxes_;
  struct OpenJournal {
    std::unique_ptr<journal::Journal> journal;
    journal::JournalProbe* probe;
  };
  std::vector<OpenJournal> journals_;
  std::function<void()> disk_failed_;
  std::vector<std::unique_ptr<Sink>> sinks_;
  struct SinkView {
    std::string type;
    const connectors::SinkProbe* probe;
    const relay::OutboxProbe* counts;
    relay::Outbox* outbox;
  };
  std::vector<SinkView> sink_views_;  ///< for the status
  std::optional<relay::Relay> relay_;
  std::vector<std::unique_ptr<net::Connection>> connections_;
  std::deque<TableUnit> tables_;
  std::size_t running_connections_ = 0;
  channels::SleepWatch sleep_watch_;
  Loop::Handle clock_timer_;
  std::deque<SourceUnit> sources_;
  std::size_t open_sources_ = 0;
  std::size_t busy_sources_ = 0;  ///< whose return path is not through
  std::function<void()> sources_through_;

  std::function<void()> drained_;
  bool draining_ = false;
  bool given_up_ = false;
  Loop::Handle drain_timer_;
  std::thread thread_;
};

}  // namespace sluice::app
