#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/app/plan/plan.hpp"
#include "gateway/app/plan/succession.hpp"
#include "gateway/app/probe_register.hpp"
#include "gateway/app/reload_step.hpp"
#include "gateway/app/status.hpp"
#include "gateway/channels/session/sleep_watch.hpp"
#include "gateway/net/connection.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/net/takeover.hpp"
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
  void discard() noexcept;

  /// After prepare(), between two events: routes, channels and certificates are those of the plan
  /// from now on, and what is added starts.
  void follow(const Succession& next);

  /// After follow(): ends those that are removed, and has new ones take over from those that are
  /// replaced. Then calls `done` with the reasons why some stay as they were, from a later turn; or
  /// at once when there is nothing to do.
  void retire(const Succession& next, Taken done);

  /// Stops all, once; what is being taken over, after the cut. Calls `stopped` when all have
  /// stopped, from a later turn; or at once when there is none.
  void stop(std::function<void()> stopped);

  using ByName = std::map<std::string, std::unique_ptr<net::Connection>, std::less<>>;
  [[nodiscard]] const ByName& all() const noexcept { return running_; }
  /// Null where this shard has none of this name.
  [[nodiscard]] net::Connection* find(std::string_view name) const noexcept;

 private:
  /// A connection that takes over from the running one of its name. Until the cut it is here;
  /// after it, it is the running one.
  struct Change {
    std::unique_ptr<net::Connection> next;
    std::optional<net::Takeover> takeover;
  };
  using Changes = std::map<std::string, std::unique_ptr<Change>, std::less<>>;

  [[nodiscard]] bool is_ours(const std::string& name) const;
  /// Whether another connection is to take over from the one of this name.
  [[nodiscard]] bool is_replaced(const Succession& next, const std::string& name) const;
  [[nodiscard]] std::unique_ptr<net::Connection> make(const Plan& plan,
                                                      const config::Connection& settings,
                                                      channels::ConnectionProbe& probe);
  void make(const Plan& plan, const config::Connection& settings, ByName& out);
  void begin_change(const Succession& next, const config::Connection& settings);
  void on_cut(Change& change);
  void on_kept(Change& change, const std::string& lack);
  void on_over(const std::string& name);
  void leave(std::unique_ptr<net::Connection> connection);
  void check_retired();
  void prepare_tls(const config::Connection& settings) const;
  void start(net::Connection& connection);
  void on_stopped(const net::Connection& connection);
  void watch_clocks();

  ConnectionsContext context_;
  /// By name: of the last event that was relayed. Stays where it is.
  std::map<std::string, std::uint64_t, std::less<>> sequences_;
  ByName running_;
  ByName prepared_;
  std::vector<std::unique_ptr<net::Connection>> leaving_;
  Changes changes_;
  std::set<std::string> stayed_;  ///< those that are not as the plan says: a change of them failed
  std::vector<std::unique_ptr<Change>> ended_;
  Taken retired_;
  Problems kept_;              ///< why connections stay as they were
  std::size_t unstopped_ = 0;  ///< of `running_`, after stop()
  std::function<void()> stopped_;
  channels::SleepWatch sleep_watch_;
  Loop::Handle clock_timer_;
};

}  // namespace sluice::app
