#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/channels/session/connect_pace.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/channels/wire/closure.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/core/time.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::channels {

struct ReconnectSettings {
  bool tls = false;                    ///< whether the URL already asks for it
  Duration handshake_timeout{15'000};  ///< from dialling to connection_established
  Duration initial{1'000};             ///< of the backoff
  Duration max{30'000};
  Duration stable_after{10'000};    ///< a session this old resets the backoff
  Duration refused_retry{300'000};  ///< after 4001-4099, where little will have changed; 0: never
  ConnectPace* pace = nullptr;      ///< of all connects to the server; outlives the session
};

/// Decides when and how a connection is made, and made again after it was lost: the close codes,
/// the backoff, the turn among other connections, TLS, the deadline of the handshake.
class Reconnect {
 public:
  using State = telemetry::ConnectionState;

  /// Why the connection was lost.
  struct Loss {
    Closure closure;  ///< with the code that explains it
    telemetry::LossReason reason;
    Report report;
  };

  /// `probe` and `random` outlive it.
  Reconnect(const ReconnectSettings& settings, telemetry::ConnectionProbe& probe, Random& random);

  /// Begins an attempt with the lookup of the server, or dials where its turn has come.
  void attempt(Time now, Actions& out);
  /// The server's addresses are known: dials, or waits for the place that it takes among the
  /// connects to the server.
  void on_looked_up(std::uint64_t attempt, Time now, Actions& out);
  /// The transport of this attempt stands.
  void on_open(std::uint64_t attempt) noexcept;
  void on_established(Time now);
  /// The transport is gone, or is given up: decides when to try again. `undecided`: whether the
  /// server could not know yet that we are authorised.
  [[nodiscard]] Loss lose(Closure closure, bool undecided, Time now);
  /// For good.
  void stop();

  /// A pusher:error in an established session. It closes nothing, but a closure without a code may
  /// follow that it explains.
  void on_error(std::optional<int> code, Time now) noexcept;
  /// A message: the error before it did not close the connection.
  void on_message() noexcept { error_code_.reset(); }
  /// The shell stops reading, or reads on: meanwhile the handshake cannot come to its end.
  void on_reading(bool reading, Time now) noexcept;

  [[nodiscard]] bool handshake_overdue(Time now) const noexcept {
    return transport_ && now >= deadline_;
  }
  [[nodiscard]] bool dial_due(Time now) const noexcept {
    return !transport_ && state_ != State::stopped && now >= deadline_;
  }
  /// Of the handshake, or of the next dial.
  [[nodiscard]] Time deadline() const noexcept { return deadline_; }

  [[nodiscard]] State state() const noexcept { return state_; }
  [[nodiscard]] bool connected() const noexcept { return state_ == State::connected; }
  /// A transport is dialled or open.
  [[nodiscard]] bool has_transport() const noexcept { return transport_; }
  [[nodiscard]] bool is_current(std::uint64_t attempt) const noexcept {
    return (looking_up_ || transport_) && attempt == attempt_;
  }
  /// Why there is no connection; empty when there is one.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

 private:
  void look_up(Actions& out);
  void dial_in_turn(Time now, Actions& out);
  [[nodiscard]] std::optional<int> explanation_of(const Closure& closure, Time now) const;
  [[nodiscard]] Reaction react_to(const Closure& closure, bool undecided) const;
  /// None: never.
  [[nodiscard]] std::optional<Duration> delay_after(Reaction reaction);
  void turn_from_tls(const Closure& closure) noexcept;
  void describe(const Closure& closure, telemetry::LossReason reason);
  void enter(State state);

  ReconnectSettings settings_;
  telemetry::ConnectionProbe& probe_;
  Random& random_;
  Backoff backoff_;
  State state_ = State::stopped;
  std::uint64_t attempt_ = 0;
  bool looking_up_ = false;  ///< for the current attempt
  bool transport_ = false;
  bool stands_ = false;     ///< the WebSocket upgrade was accepted
  bool force_tls_ = false;  ///< the server refused a plain connection
  bool tls_stood_ = false;  ///< and once accepted one with TLS
  bool hurried_ = false;    ///< reconnected at once and not been stable since
  Time deadline_ = never;
  Time turn_ = never;  ///< the place that is taken for the next dial
  Time established_at_ = never;
  std::optional<int> error_code_;  ///< of the pusher:error that came last
  Time error_at_{};
  std::string problem_;
};

}  // namespace sluice::channels
