#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/shard_unit.hpp"
#include "gateway/net/admin_server.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/net/signals.hpp"
#include "gateway/relay/router.hpp"
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

  /// Until SIGTERM or SIGINT, and then until the outboxes are drained or drain_timeout is over; a
  /// second signal ends the waiting. Returns the process's exit status: 1 when records were given
  /// up.
  int run();

 private:
  enum class Phase : std::uint8_t { starting, running, draining };

  void make_probes();
  void make_shards();
  void serve_admin();
  void on_signal(int signal);
  [[nodiscard]] net::Health ready() const;
  [[nodiscard]] std::string status();
  [[nodiscard]] int exit_status() const;

  config::Gateway config_;
  telemetry::Log log_;
  telemetry::Probes probes_;
  relay::Router router_;
  net::Shard main_loop_;
  std::vector<std::unique_ptr<ShardUnit>> shards_;
  std::unique_ptr<net::AdminServer> admin_;
  std::optional<net::Signals> signals_;
  Phase phase_ = Phase::starting;
  std::size_t undrained_shards_ = 0;
};

}  // namespace sluice::app
