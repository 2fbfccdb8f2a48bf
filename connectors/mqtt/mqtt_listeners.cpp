#include "connectors/mqtt/mqtt_listeners.hpp"

#include <mqtt/token.h>

#include <bit>

#include "connectors/mqtt/mqtt_reasons.hpp"

namespace sluice::connectors {
namespace {
using Kind = MqttSignal::Kind;
}  // namespace

MqttRequest request_of(const mqtt::token& token) noexcept {
  return std::bit_cast<std::uintptr_t>(token.get_user_context());
}

void* context_of(MqttRequest request) noexcept {
  return std::bit_cast<void*>(std::uintptr_t{request});
}

void ConnectListener::on_success(const mqtt::token& token) {
  const auto response = token.get_connect_response();
  inbox_.put({.kind = Kind::connected,
              .code = response.is_session_present() ? 1 : 0,
              .limits = limits_of(response.get_properties())});
}

void ConnectListener::on_failure(const mqtt::token& token) {
  inbox_.put({.kind = Kind::connect_failed,
              .text = connect_refusal(token.get_return_code(), token.get_reason_code())});
}

void PublishListener::on_success(const mqtt::token& token) {
  inbox_.put({.kind = Kind::delivered, .request = request_of(token)});
}

void PublishListener::on_failure(const mqtt::token& token) {
  if (is_broker_error(token.get_reason_code())) {
    inbox_.put(
        {.kind = Kind::refused, .request = request_of(token), .code = token.get_reason_code()});
  } else {
    inbox_.put({.kind = Kind::lost, .text = request_failure(token.get_return_code())});
  }
}

void SubscribeListener::on_success(const mqtt::token& token) {
  const auto codes = token.get_subscribe_response().get_reason_codes();
  inbox_.put({.kind = Kind::subscribed,
              .request = request_of(token),
              .code = codes.empty() ? 0 : static_cast<int>(codes.front())});
}

void SubscribeListener::on_failure(const mqtt::token& token) {
  const auto why = subscribe_refusal(token.get_return_code(), token.get_reason_code());
  if (why.empty()) {
    inbox_.put({.kind = Kind::lost, .text = request_failure(token.get_return_code())});
  } else {
    inbox_.put({.kind = Kind::subscription_refused, .request = request_of(token), .text = why});
  }
}

void EchoListener::on_success(const mqtt::token& token) {
  inbox_.put({.kind = Kind::echoed, .request = request_of(token)});
}

void EchoListener::on_failure(const mqtt::token& token) {
  on_success(token);
}

void LeaveListener::on_success(const mqtt::token&) {
  inbox_.put({.kind = Kind::lost, .text = why_});
}

void LeaveListener::on_failure(const mqtt::token&) {
  inbox_.put({.kind = Kind::lost, .text = why_});
}

}  // namespace sluice::connectors
