#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "config/gateway_config.hpp"
#include "gateway/app/plan/plan.hpp"
#include "gateway/app/plan/succession.hpp"
#include "gateway/app/probe_register.hpp"
#include "gateway/app/reload_step.hpp"
#include "gateway/app/status.hpp"
#include "gateway/channels/session/sleep_watch.hpp"
#include "gateway/net/connection.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/relay/relay.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::app {

/// What the connections of one shard are made of. Everything it refers to outlives them.
struct ConnectionsContext {
  net::Shard& shard;
  std::size_t shards;  ///< of the process
  relay::Relay& relay;
  const ProbeRegister& probes;
  const telemetry::Log& log;
};

/// The connections of one shard, as they come and go. On the shard's thread, but for its
/// construction and destruction, while that is not running.
class Connections {
 public:
  /// Makes those of the plan that live on this shard. Throws std::runtime_error when one cannot be
  /// made of its settings.
  Connections(const ConnectionsContext& context, const Plan& plan);
  Connections(const Connections&) = delete;
  Connections& operator=(const Connections&) = delete;

  void start();

  /// Makes those that are added, and starts none; discard() undoes it. Throws as above, also for
  /// those that are replaced, and then has made none.
  void prepare(const Succession& next);
  void discard() noexcept { prepared_.clear(); }

  /// After prepare(), between two events: routes and channels are those of the plan from now on,
  /// and what is added starts.
  void follow(const Succession& next);

  /// After follow(): ends those that are removed or replaced. Then makes and starts the latter
  /// anew, and calls `done` with the reasons why some cannot be made, from a later turn; or at once
  /// when there is none to end.
  void retire(const Succession& next, Taken done);

  /// Stops all, once. Calls `stopped` when all have stopped, from a later turn; or at once when
  /// there is none.
  void stop(std::function<void()> stopped);

  using ByName = std::map<std::string, std::unique_ptr<net::Connection>, std::less<>>;
  [[nodiscard]] const ByName& all() const noexcept { return running_; }
  /// Null where this shard has none of this name.
  [[nodiscard]] net::Connection* find(std::string_view name) const noexcept;

 private:
  [[nodiscard]] bool is_ours(const std::string& name) const;
  [[nodiscard]] std::unique_ptr<net::Connection> make(const Plan& plan,
                                                      const config::Connection& settings,
                                                      channels::ConnectionProbe& probe) const;
  void make(const Plan& plan, const config::Connection& settings, ByName& out) const;
  [[nodiscard]] Problems replace(const Succession& next);
  void start(net::Connection& connection);
  void on_stopped(const net::Connection& connection);
  void watch_clocks();

  ConnectionsContext context_;
  ByName running_;
  ByName prepared_;
  ByName leaving_;
  std::function<void()> gone_;
  std::size_t unstopped_ = 0;  ///< of `running_`, after stop()
  std::function<void()> stopped_;
  channels::SleepWatch sleep_watch_;
  Loop::Handle clock_timer_;
};

}  // namespace sluice::app
