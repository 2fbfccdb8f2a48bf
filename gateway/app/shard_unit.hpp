#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/core/sink.hpp"
#include "gateway/net/connection.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/relay/outbox.hpp"
#include "gateway/relay/relay.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::app {

/// One shard with all that lives on it: an outbox and a sink for each sink of the configuration,
/// the relay over them, and its share of the connections. Made and destroyed on the main thread,
/// while the shard's own is not running; everything else happens there.
class ShardUnit {
 public:
  /// Throws std::runtime_error when a sink or a connection cannot be made of its settings.
  /// `config`, `router`, `probes` and `log` outlive it.
  ShardUnit(std::size_t index, const config::Gateway& config,
            std::vector<const config::Connection*> connections, const relay::Router& router,
            telemetry::Probes& probes, const telemetry::Log& log);
  ~ShardUnit();

  void start();

  /// Stops reading, lets the outboxes drain for at most `limit` and gives up what is left; then
  /// calls `done` on the shard's thread. From any thread, once.
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

  std::function<void()> drained_;
  bool draining_ = false;
  bool given_up_ = false;
  Loop::Handle drain_timer_;
  std::thread thread_;
};

}  // namespace sluice::app
