#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "gateway/channels/session/session.hpp"
#include "tests/support/moved_clock.hpp"
#include "tests/support/session_settings.hpp"
#include "tests/unit/channels/padded_frame.hpp"

namespace sluice::test {

/// Drives a session without a socket or a real clock: for a fixture, a transcript, a fuzzer or a
/// model, which derive from it. Each stimulus begins a new list of actions.
class SessionDriver {
 public:
  SessionDriver() : random_(own_random_) {}
  /// `random` outlives it.
  explicit SessionDriver(Random& random) : random_(random) {}
  virtual ~SessionDriver() = default;
  SessionDriver(const SessionDriver&) = delete;
  SessionDriver& operator=(const SessionDriver&) = delete;

  /// Makes the session of `settings_` and lets it dial.
  void start();
  /// The WebSocket of the current attempt stands.
  void open();
  void receive(std::string_view frame);
  /// Something else than a text message: a binary message, a ping.
  void receive_other();
  /// The transport of the current attempt ends, or does not come about.
  void close(channels::Closure closure);
  void answer(const channels::RequestAuth& request, const channels::AuthAnswer& answer);
  void answer(const channels::RequestUserAuth& request, const channels::AuthAnswer& answer);
  /// Turns the clock, and lets the session act at each of its deadlines as the shell does. Throws
  /// std::runtime_error when the session wants to be woken without end.
  void pass(Duration time);
  /// Turns the clock without the session being woken.
  void skip(Time::duration time) { now_ = moved_to(now_.time + time, now_); }
  /// The machine slept, and the session hears of it.
  void fall_asleep();
  void subscribe(std::string_view channel);
  void unsubscribe(std::string_view channel);
  /// The n-th event has ticket n, from 0.
  void publish(ReturnEvent event);
  void stop();

  [[nodiscard]] const channels::Session& session() const noexcept { return *session_; }
  [[nodiscard]] const channels::ConnectionProbe& probe() const noexcept { return probe_; }
  /// The time until the session wants to be woken.
  [[nodiscard]] Duration delay() const;
  /// Whether an attempt is under way that has neither opened nor ended.
  [[nodiscard]] bool dialling() const noexcept { return dialling_; }
  [[nodiscard]] bool is_open() const noexcept { return is_open_; }

 protected:
  /// Each action in its turn, directly after the stimulus: the bytes of a delivered event live no
  /// longer. Must not drive the session.
  virtual void on_action(const channels::Action& /*action*/) {}

  channels::SessionSettings settings_ = session_settings();
  channels::ConnectionProbe probe_;
  channels::EnvelopeParser parser_;
  Random own_random_{42};
  Random& random_;
  Moment now_{Time(std::chrono::hours(1)), WallTime(std::chrono::hours(24))};
  std::optional<channels::Session> session_;
  channels::Actions actions_;
  std::uint64_t attempt_ = 0;    ///< the last
  std::uint64_t published_ = 0;  ///< also the next ticket
  bool finds_server_ = true;     ///< each lookup is answered at once

 private:
  template <class Stimulus>
  void drive(Stimulus stimulus);
  void find_server();
  void note(const channels::Action& action);

  std::optional<channels::PaddedFrame> frame_;
  std::uint64_t found_ = 0;  ///< the last attempt whose lookup was answered
  bool dialling_ = false;
  bool is_open_ = false;
};

}  // namespace sluice::test
