#include "connectors/mqtt/mqtt_arrival.hpp"

#include <span>
#include <utility>

namespace sluice::connectors {
namespace {

std::string_view text_of(const MQTTLenString& text) noexcept {
  return {text.data, static_cast<std::size_t>(text.len)};
}

std::vector<Header> headers_of(const mqtt::message& message) {
  // Paho's C++ properties give copies only.
  const MQTTProperties& list = message.get_properties().c_struct();
  std::vector<Header> headers;
  for (const MQTTProperty& property : std::span{list.array, static_cast<std::size_t>(list.count)}) {
    if (property.identifier != MQTTPROPERTY_CODE_USER_PROPERTY) continue;
    headers.push_back({text_of(property.value.data), text_of(property.value.value)});
  }
  return headers;
}

}  // namespace

MqttArrival::MqttArrival(mqtt::const_message_ptr message, WallTime at)
    : message_(std::move(message)), headers_(headers_of(*message_)), at_(at) {}

Message MqttArrival::view() const noexcept {
  return {.topic = message_->get_topic(),
          .key = {},
          .payload = message_->get_payload_str(),
          .headers = headers_,
          .published_at = at_};
}

}  // namespace sluice::connectors
