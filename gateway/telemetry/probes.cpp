#include "gateway/telemetry/probes.hpp"

namespace sluice::telemetry {

std::string_view to_string(ConnectionState state) noexcept {
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

std::string_view to_string(SubscriptionState state) noexcept {
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

std::string_view to_string(SigninState state) noexcept {
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

std::string_view to_string(LossReason reason) noexcept {
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

std::string_view to_string(GapReason reason) noexcept {
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

std::string_view to_string(AuthResult result) noexcept {
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

std::string_view to_string(UndecryptableReason reason) noexcept {
  switch (reason) {
    case UndecryptableReason::malformed:
      return "malformed";
    case UndecryptableReason::wrong_key:
      return "wrong_key";
    case UndecryptableReason::no_key:
      return "no_key";
    case UndecryptableReason::queue_full:
      return "queue_full";
    case UndecryptableReason::connection_lost:
      return "connection_lost";
    case UndecryptableReason::not_text:
      return "not_text";
  }
  return {};
}

std::string_view to_string(DropReason reason) noexcept {
  switch (reason) {
    case DropReason::outbox_full_oldest:
      return "outbox_full_oldest";
    case DropReason::outbox_full_newest:
      return "outbox_full_newest";
    case DropReason::unformattable:
      return "unformattable";
    case DropReason::too_large:
      return "too_large";
  }
  return {};
}

void ConnectionProbe::enter(ConnectionState now) noexcept {
  for (std::size_t i = 0; i < state.size(); ++i) {
    state[i].set(i == static_cast<std::size_t>(now) ? 1 : 0);
  }
}

}  // namespace sluice::telemetry
