#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/source_unit.hpp"
#include "gateway/channels/session/sleep_watch.hpp"
#include "gateway/core/sink.hpp"
#include "gateway/net/connection.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/relay.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::app {

/// Which of the process's shards one is.
struct ShardPlace {
  std::size_t index;
  std::size_t of;  ///< so many there are
};

/// One shard with all that lives on it: an outbox and a sink for each sink of the configuration,
/// the relay over them, and its share of the connections and of the sources. Made and destroyed on
/// the main thread, while the shard's own is not running; everything else happens there.
class ShardUnit {
 public:
  /// Throws std::runtime_error when a sink or a connection cannot be made of its settings.
  /// `config`, `router`, `probes` and `log` outlive it.
  ShardUnit(ShardPlace place, const config::Gateway& config,
            std::vector<const config::Connection*> connections, const relay::Router& router,
            telemetry::Probes& probes, const telemetry::Log& log);
  ~ShardUnit();

  /// Adds how this shard's connections publish to `outlets`, which has one for each connection of
  /// the configuration. Before start().
  void offer_outlets(const config::Gateway& config, std::span<ConnectionOutlets> outlets);

  /// Puts a source on this shard; `outlets` are those of all shards. Before start(). Throws
  /// std::runtime_error when it cannot be made of its settings.
  void add_source(const config::Gateway& config, std::size_t source,
                  const returns::Returns& returns, std::span<const ConnectionOutlets> outlets,
                  telemetry::Probes& probes, const telemetry::Log& log);

  void start();

  /// Lets the sources receive nothing more; calls `done` on the shard's thread when what they had
  /// is dealt with. The connections of all shards are needed for that. From any thread, once.
  void stop_sources(std::function<void()> done);

  /// After stop_sources(): leaves the rest to the brokers. From any thread.
  void give_up_sources();

  /// After stop_sources() is done. Stops reading, lets the outboxes drain for at most `limit` and
  /// gives up what is left; then calls `done` on the shard's thread. From any thread, once.
  void drain(Duration limit, std::function<void()> done);

  /// Shortens drain() to nothing. From any thread.
  void hurry();

  /// After drain() is done: ends the shard's thread.
  void join();

  /// Runs `visit` on the shard's thread and waits for it. Not from that thread; not after join().
  void inspect(const std::function<void(const net::Connection&)>& visit);

 private:
  void make_sinks(const config::Gateway& config, const relay::Router& router,
                  telemetry::Probes& probes, const telemetry::Log& log);
  void watch_clocks();
  void on_source_closed();
  void on_connection_stopped();
  void check_drained();
  void give_up();

  // In the order in which each needs those above it.
  net::Shard shard_;
  std::deque<relay::Outbox> outboxes_;
  std::vector<std::unique_ptr<Sink>> sinks_;
  std::optional<relay::Relay> relay_;
  std::vector<std::unique_ptr<net::Connection>> connections_;
  std::size_t running_connections_ = 0;
  channels::SleepWatch sleep_watch_;
  Loop::Handle clock_timer_;
  std::deque<SourceUnit> sources_;
  std::size_t open_sources_ = 0;
  std::function<void()> sources_closed_;

  std::function<void()> drained_;
  bool draining_ = false;
  bool given_up_ = false;
  Loop::Handle drain_timer_;
  std::thread thread_;
};

}  // namespace sluice::app
