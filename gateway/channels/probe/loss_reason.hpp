#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/core/enum.hpp"

namespace sluice::channels {

/// Why a connection was lost or could not be made; bounded, so that it can label a metric.
enum class LossReason : std::uint8_t {
  dial_failed,        ///< resolve, TCP, TLS or HTTP upgrade
  handshake_timeout,  ///< no connection_established in time
  pong_timeout,       ///< silent for activity_timeout and then pong_timeout
  refused,            ///< 4000-4099, or pusher:error instead of connection_established
  server_backoff,     ///< 4100-4199
  server_immediate,   ///< 4200-4299
  closed,             ///< any other closure code, or none
  protocol,           ///< a frame that breaks RFC 6455
  transport,          ///< a socket or TLS error
};

[[nodiscard]] constexpr std::string_view to_string(LossReason reason) noexcept {
  switch (reason) {
    case LossReason::dial_failed:
      return "dial_failed";
    case LossReason::handshake_timeout:
      return "handshake_timeout";
    case LossReason::pong_timeout:
      return "pong_timeout";
    case LossReason::refused:
      return "refused";
    case LossReason::server_backoff:
      return "server_backoff";
    case LossReason::server_immediate:
      return "server_immediate";
    case LossReason::closed:
      return "closed";
    case LossReason::protocol:
      return "protocol";
    case LossReason::transport:
      return "transport";
  }
  return {};
}

/// Why a wanted channel was not subscribed for some time; bounded, so that it can label a metric.
enum class GapReason : std::uint8_t {
  start,             ///< it was not wanted before
  connection_lost,   ///< LossReason says why
  not_authorized,    ///< the endpoint refused, or had no answer
  rejected,          ///< by the server
  not_acknowledged,  ///< the server did not answer
};

[[nodiscard]] constexpr std::string_view to_string(GapReason reason) noexcept {
  switch (reason) {
    case GapReason::start:
      return "start";
    case GapReason::connection_lost:
      return "connection_lost";
    case GapReason::not_authorized:
      return "not_authorized";
    case GapReason::rejected:
      return "rejected";
    case GapReason::not_acknowledged:
      return "not_acknowledged";
  }
  return {};
}

}  // namespace sluice::channels
