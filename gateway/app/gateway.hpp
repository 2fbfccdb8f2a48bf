#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/config_file.hpp"
#include "gateway/app/config_state.hpp"
#include "gateway/app/config_watch.hpp"
#include "gateway/app/heartbeat.hpp"
#include "gateway/app/idle_memory.hpp"
#include "gateway/app/journals.hpp"
#include "gateway/app/plan/plan.hpp"
#include "gateway/app/probe_register.hpp"
#include "gateway/app/reloading.hpp"
#include "gateway/app/shard_unit.hpp"
#include "gateway/app/status_gathering.hpp"
#include "gateway/app/taps.hpp"
#include "gateway/net/admin_server.hpp"
#include "gateway/net/process_signals.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/telemetry/log.hpp"
#include "gateway/telemetry/log_thread.hpp"
#include "gateway/telemetry/metric.hpp"

namespace sluice::app {

/// The whole process, made of a configuration and run once. Lives on the main thread, whose loop
/// serves only the admin pages, the signals and the gateway's own timers.
class Gateway {
 public:
  /// Throws std::runtime_error, naming the part, when something cannot be made of the
  /// configuration, which is what `file` was last read as. `file` outlives this.
  Gateway(config::Gateway config, ConfigFile& file);

  /// The signals that run() hears. main() holds them back until then.
  [[nodiscard]] static const std::vector<int>& signals();

  /// Runs until SIGTERM, SIGINT or SIGQUIT. Then sends back the messages of the sources and drains
  /// the outboxes, until drain_timeout or a second signal. Returns the exit status: 1 when
  /// something was lost for good, or when a failed disk stopped the gateway. If a shard still hangs
  /// after that, ends the process and does not return.
  int run();

 private:
  enum class Phase : std::uint8_t { starting, running, returning, draining };

  void make_shards();
  void gather_outlets(const Names& names);
  void open_journals(const Plan& plan, const config::Sink& sink);
  [[nodiscard]] Problems open_journals(const Succession& next);
  void serve_admin();
  void on_signal(int signal);
  void reload(const Reloading::Done& done);
  void watch_files();
  void take(ReloadStep step, const Succession& next, const Taken& taken);
  void stop();
  void on_returns_through();
  void drain();
  void hurry();
  void on_drained();
  void watch_memory();
  void on_disk_failed();
  void end_without_shards();
  [[nodiscard]] net::Health live() const;
  [[nodiscard]] net::Health ready() const;
  [[nodiscard]] std::string status_page(const GatheredStatus& gathered) const;
  [[nodiscard]] std::uint64_t records_given_up() const;
  [[nodiscard]] int exit_status() const;

  ConfigFile& file_;
  Plan plan_;
  telemetry::LogThread log_thread_;
  telemetry::Log log_;
  ProbeRegister probes_;
  telemetry::Metrics catalog_;
  net::Shard main_loop_;
  std::optional<Journals> journals_;
  bool disk_failed_ = false;
  Reloading reloading_;  ///< owns plans that the shards read
  ConfigState config_state_;
  OutletsByConnection outlets_;  ///< shards read it; changed while none does
  std::vector<std::unique_ptr<ShardUnit>> shards_;
  StatusGathering status_;
  Taps taps_;
  Heartbeat heartbeat_;
  std::unique_ptr<net::AdminServer> admin_;
  std::optional<net::ProcessSignals> signals_;
  std::optional<ConfigWatch> watch_;
  Phase phase_ = Phase::starting;
  std::size_t busy_shards_ = 0;  ///< shards that have not finished the current phase
  Time deadline_ = never;        ///< of the whole stop
  Loop::Handle phase_timer_;
  IdleMemory idle_memory_;
  Loop::Handle memory_timer_;
};

}  // namespace sluice::app
