#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gateway/channels/probe/loss_reason.hpp"
#include "gateway/core/time.hpp"

namespace sluice::channels {

/// The end of a transport, or the reason why it never opened.
struct Closure {
  LossReason reason{};
  std::optional<int> code;  ///< of the close frame, or of the pusher:error that stood for it
  std::string detail;       ///< for the log
  std::optional<Duration> retry_after{};  ///< the pause that the server asked for
};

/// The reaction that the protocol demands of a client after a closure.
enum class Reaction : std::uint8_t {
  back_off,           ///< unknown codes, no code, transport errors
  back_off_a_second,  ///< 4100-4199: at least one second
  reconnect_at_once,  ///< 4200-4299
  use_tls,            ///< 4000
  do_not_reconnect,  ///< 4001-4099: the server refuses this client as configured; see refused_retry
};

[[nodiscard]] constexpr Reaction reaction_to(std::optional<int> code) noexcept {
  if (!code) return Reaction::back_off;
  if (*code == 4000) return Reaction::use_tls;
  if (*code > 4000 && *code < 4100) return Reaction::do_not_reconnect;
  if (*code >= 4100 && *code < 4200) return Reaction::back_off_a_second;
  if (*code >= 4200 && *code < 4300) return Reaction::reconnect_at_once;
  return Reaction::back_off;
}

/// No private or presence channel was subscribed in time, or the app has disconnected the user.
inline constexpr int unauthorized = 4009;

}  // namespace sluice::channels
