#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/shard_unit.hpp"
#include "gateway/net/admin_server.hpp"
#include "gateway/net/process_signals.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/relay/router.hpp"
#include "gateway/returns/returns.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::app {

/// The whole process: made of a configuration, run once. On the main thread, whose loop serves the
/// admin pages and the signals and nothing else.
class Gateway {
 public:
  /// Throws std::runtime_error, naming the part, when something cannot be made of the
  /// configuration.
  explicit Gateway(config::Gateway config);

  /// Until SIGTERM or SIGINT, and then until what the sources gave is sent back and the outboxes
  /// are drained, or drain_timeout is over; a second signal ends the waiting. Returns the process's
  /// exit status: 1 when something was given up.
  int run();

 private:
  enum class Phase : std::uint8_t { starting, running, stopping_sources, draining };

  void make_probes();
  void make_shards();
  void make_sources();
  void serve_admin();
  void on_signal(int signal);
  void stop_sources();
  void on_sources_stopped();
  void drain_outboxes();
  void on_drained();
  [[nodiscard]] net::Health ready() const;
  [[nodiscard]] std::string status();
  [[nodiscard]] int exit_status() const;

  config::Gateway config_;
  telemetry::Log log_;
  telemetry::Probes probes_;
  relay::Router router_;
  returns::Returns returns_;
  net::Shard main_loop_;
  std::vector<std::unique_ptr<ShardUnit>> shards_;
  std::unique_ptr<net::AdminServer> admin_;
  std::optional<net::ProcessSignals> signals_;
  Phase phase_ = Phase::starting;
  std::size_t busy_shards_ = 0;  ///< that have not done yet what the phase is about
  Time drained_by_{};            ///< when draining ends, one way or the other
  Loop::Handle sources_timer_;
};

}  // namespace sluice::app
