#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/channels/probe/connection_probe.hpp"
#include "gateway/channels/session/connect_pace.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/channels/wire/closure.hpp"
#include "gateway/core/backoff.hpp"
#include "gateway/core/time.hpp"

namespace sluice::channels {

/// The reaction to a closure.
enum class Reaction : std::uint8_t {
  back_off,           ///< unknown codes, no code, transport errors
  back_off_a_second,  ///< 4100-4199: at least one second
  reconnect_at_once,  ///< 4200-4299
  use_tls,            ///< 4000
  do_not_reconnect,  ///< 4001-4099: the server refuses this client as configured; see refused_retry
};

/// The reaction that the protocol demands of a client after a closure with this code.
[[nodiscard]] Reaction reaction_to(std::optional<int> code) noexcept;

struct ReconnectSettings {
  bool tls = false;              ///< whether the URL already has it
  Duration handshake_timeout{};  ///< from the dial to connection_established
  Duration initial{};            ///< of the backoff
  Duration max{};
  Duration stable_after{};      ///< a session this old resets the backoff
  Duration refused_retry{};     ///< after 4001-4099, where a quick change is unlikely; 0: never
  ConnectPace* pace = nullptr;  ///< of all connects to the server; outlives the session
};

/// Decides when and how a connection is made, and made again after a loss: the close codes, the
/// backoff, the place among other connections, TLS, the deadline of the handshake.
class Reconnect {
 public:
  using State = ConnectionState;

  /// The loss of a connection.
  struct Loss {
    Closure closure;  ///< with the code that explains it
    LossReason reason;
    Report report;
  };

  /// `probe` and `random` outlive this object.
  Reconnect(const ReconnectSettings& settings, ConnectionProbe& probe, Random& random);

  /// Begins an attempt with the lookup of the server, or dials if the connection had to wait for
  /// its place.
  void attempt(Time now, Actions& out);
  /// The server's addresses are known: dials, or waits for its place among the connects to the
  /// server.
  void on_looked_up(std::uint64_t attempt, Time now, Actions& out);
  /// The transport of this attempt is open.
  void on_open(std::uint64_t attempt) noexcept;
  void on_established(Time now);
  /// The transport is gone, or is given up: decides when to try again. `undecided`: the server
  /// could not know yet that we are authorised.
  [[nodiscard]] Loss lose(Closure closure, bool undecided, Time now);
  /// Stops for good.
  void stop();

  /// A pusher:error in an established session. The error closes nothing, but it explains a closure
  /// without a code that follows soon.
  void on_error(std::optional<int> code, Time now) noexcept;
  /// A message arrived: the error before it did not close the connection.
  void on_message() noexcept { error_code_.reset(); }
  /// The shell stops reading, or reads again. While it does not read, the handshake cannot
  /// complete.
  void on_reading(bool reading, Time now) noexcept;

  [[nodiscard]] bool handshake_overdue(Time now) const noexcept {
    return transport_ && now >= deadline_;
  }
  [[nodiscard]] bool dial_due(Time now) const noexcept {
    return !transport_ && state_ != State::stopped && now >= deadline_;
  }
  /// The deadline of the handshake, or the time of the next dial.
  [[nodiscard]] Time deadline() const noexcept { return deadline_; }

  [[nodiscard]] State state() const noexcept { return state_; }
  [[nodiscard]] bool connected() const noexcept { return state_ == State::connected; }
  /// `never` while there is no connection.
  [[nodiscard]] Time connected_at() const noexcept { return connected() ? established_at_ : never; }
  /// A transport is dialled or open.
  [[nodiscard]] bool has_transport() const noexcept { return transport_; }
  [[nodiscard]] bool is_current(std::uint64_t attempt) const noexcept {
    return (looking_up_ || transport_) && attempt == attempt_;
  }
  /// The reason why there is no connection; empty when there is one.
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

 private:
  void look_up(Actions& out);
  void dial_in_turn(Time now, Actions& out);
  [[nodiscard]] std::optional<int> explanation_of(const Closure& closure, Time now) const;
  [[nodiscard]] Reaction react_to(const Closure& closure, bool undecided) const;
  /// Empty: never.
  [[nodiscard]] std::optional<Duration> delay_after(Reaction reaction);
  void turn_from_tls(const Closure& closure) noexcept;
  void describe(const Closure& closure, LossReason reason);
  void enter(State state);

  ReconnectSettings settings_;
  ConnectionProbe& probe_;
  Random& random_;
  Backoff backoff_;
  State state_ = State::stopped;
  std::uint64_t attempt_ = 0;
  bool looking_up_ = false;  ///< for the current attempt
  bool transport_ = false;
  bool stands_ = false;     ///< the WebSocket upgrade was accepted
  bool force_tls_ = false;  ///< the server refused a plain connection
  bool tls_stood_ = false;  ///< a forced TLS connection once opened
  bool hurried_ = false;    ///< it reconnected at once and has not been stable since
  Time deadline_ = never;
  Time turn_ = never;  ///< the place that was reserved for the next dial
  Time established_at_ = never;
  std::optional<int> error_code_;  ///< of the last pusher:error
  Time error_at_{};
  std::string problem_;
};

}  // namespace sluice::channels
