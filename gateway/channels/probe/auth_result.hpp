#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/core/enum.hpp"

namespace sluice::channels {

/// How one authorisation ended.
enum class AuthResult : std::uint8_t {
  granted,
  denied,     ///< 401, 403 and other permanent answers
  transient,  ///< network, timeout, 408, 425, 429, 5xx
  malformed,  ///< 2xx with something that is not an authorisation
  stale,      ///< an answer for a socket or generation that is no longer current
};

[[nodiscard]] constexpr std::string_view to_string(AuthResult result) noexcept {
  switch (result) {
    case AuthResult::granted:
      return "granted";
    case AuthResult::denied:
      return "denied";
    case AuthResult::transient:
      return "transient";
    case AuthResult::malformed:
      return "malformed";
    case AuthResult::stale:
      return "stale";
  }
  return {};
}

}  // namespace sluice::channels
