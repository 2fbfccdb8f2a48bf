#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "config/gateway_config.hpp"
#include "gateway/core/error.hpp"
#include "gateway/core/time.hpp"
#include "gateway/net/admin_probe.hpp"
#include "gateway/telemetry/log.hpp"

namespace boost::asio {
class io_context;
}

namespace sluice::net {

/// An answer to a probe: 200 or 503, and a line for a person.
struct Health {
  bool ok = false;
  std::string text;
};

/// What came of a change, as JSON: 200, or 400 when nothing was changed.
struct ChangeAnswer {
  bool ok = false;
  std::string json;
};

/// An answer without an end of its own, given piece by piece. Destroyed when its client has gone.
class AdminStream {
 public:
  virtual ~AdminStream() = default;
  /// The text to send now; empty: nothing before the next call of `more`.
  [[nodiscard]] virtual std::string next() = 0;
  /// Whether nothing comes any more.
  [[nodiscard]] virtual bool is_over() const noexcept = 0;
};

/// A stream of server-sent events, or why there is none.
struct StreamAnswer {
  std::unique_ptr<AdminStream> stream{};
  unsigned status = 0;  ///< of the refusal: 400 or 503
  std::string why{};
};

/// The content of the server's pages. Called on its loop's thread, one at a time; each but `status`
/// and `reload` answers at once.
struct AdminHandlers {
  std::string_view page{};               ///< the HTML of `/`, which lives as long as the program
  std::function<std::string()> metrics;  ///< Prometheus text
  std::function<Health()> live;
  std::function<Health()> ready;
  std::function<Health()> started;
  /// Calls `done` once with the JSON, from a later turn of the loop; not at all if the loop ends
  /// first.
  std::function<void(std::function<void(std::string)> done)> status;
  std::function<std::string()> config{};  ///< as YAML, without secrets
  /// A tap, for a query as `channel=a*`. The stream calls `more`, from later turns, when it has
  /// something or is over, until it is destroyed.
  std::function<StreamAnswer(std::string_view query, std::function<void()> more)> tap{};
  /// Calls `done` once, possibly at once; not at all if the loop ends first.
  std::function<void(std::function<void(ChangeAnswer)> done)> reload;
  /// What the configuration with this text would change.
  std::function<ChangeAnswer(const std::string& text)> plan;
};

struct AdminLimits {
  Duration header_time{5000};        ///< from a request's first byte to the end of its header
  std::size_t connections_max = 64;  ///< at the limit, the connection that is idle longest makes
                                     ///< room
};

/// Answers GET and HEAD of /, /metrics, /livez, /readyz, /startupz, /api/v1/status and
/// /api/v1/config, GET of /api/v1/tap, and POST of /api/v1/reload and /api/v1/plan, where
/// admin_refusal() allows it. Lives on one loop's thread. A
/// client that is slow, wrong or one too many disturbs no other: it gets an error, or is cut off.
class AdminServer {
 public:
  /// Listens on `settings.listen`; port 0 picks a free one. The error names the address and the
  /// reason. `log` and `probe` outlive it.
  [[nodiscard]] static Result<std::unique_ptr<AdminServer>> start(
      boost::asio::io_context& loop, const config::Admin& settings, AdminHandlers handlers,
      const telemetry::Log& log, AdminProbe& probe, AdminLimits limits = {});
  /// Closes the port and every connection.
  ~AdminServer();

  [[nodiscard]] std::uint16_t port() const;

 private:
  struct State;
  explicit AdminServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sluice::net
