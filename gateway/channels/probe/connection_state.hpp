#pragma once

#include <cstdint>
#include <string_view>

#include "gateway/core/enum.hpp"

namespace sluice::channels {

/// Where a connection stands; exported as one gauge per state of which exactly one is 1.
enum class ConnectionState : std::uint8_t { connecting, connected, waiting, failed, stopped };

[[nodiscard]] constexpr std::string_view to_string(ConnectionState state) noexcept {
  switch (state) {
    case ConnectionState::connecting:
      return "connecting";
    case ConnectionState::connected:
      return "connected";
    case ConnectionState::waiting:
      return "waiting";
    case ConnectionState::failed:
      return "failed";
    case ConnectionState::stopped:
      return "stopped";
  }
  return {};
}

/// Where a subscription stands.
enum class SubscriptionState : std::uint8_t {
  waiting,
  authorizing,
  subscribing,
  subscribed,
  failed
};

[[nodiscard]] constexpr std::string_view to_string(SubscriptionState state) noexcept {
  switch (state) {
    case SubscriptionState::waiting:
      return "waiting";
    case SubscriptionState::authorizing:
      return "authorizing";
    case SubscriptionState::subscribing:
      return "subscribing";
    case SubscriptionState::subscribed:
      return "subscribed";
    case SubscriptionState::failed:
      return "failed";
  }
  return {};
}

/// Whether, and how far, a connection has signed a user in; exported as the connection's state is.
enum class SigninState : std::uint8_t {
  off,      ///< no user is configured
  waiting,  ///< for a socket, or for the next try
  authorizing,
  sent,  ///< the server's answer is awaited
  signed_in,
  failed
};

[[nodiscard]] constexpr std::string_view to_string(SigninState state) noexcept {
  switch (state) {
    case SigninState::off:
      return "off";
    case SigninState::waiting:
      return "waiting";
    case SigninState::authorizing:
      return "authorizing";
    case SigninState::sent:
      return "sent";
    case SigninState::signed_in:
      return "signed_in";
    case SigninState::failed:
      return "failed";
  }
  return {};
}

}  // namespace sluice::channels
