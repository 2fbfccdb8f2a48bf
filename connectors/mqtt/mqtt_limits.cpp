#include "connectors/mqtt/mqtt_limits.hpp"

#include <chrono>
#include <span>

namespace sluice::connectors {

MqttLimits limits_of(const mqtt::properties& connack) {
  MqttLimits limits;
  const MQTTProperties& list = connack.c_struct();
  for (const MQTTProperty& property : std::span{list.array, static_cast<std::size_t>(list.count)}) {
    switch (property.identifier) {
      case MQTTPROPERTY_CODE_MAXIMUM_PACKET_SIZE:
        limits.packet_bytes = property.value.integer4;
        break;
      case MQTTPROPERTY_CODE_RECEIVE_MAXIMUM:
        limits.receive_maximum = property.value.integer2;
        break;
      case MQTTPROPERTY_CODE_MAXIMUM_QOS:
        limits.qos = property.value.byte;
        break;
      case MQTTPROPERTY_CODE_RETAIN_AVAILABLE:
        limits.retain = property.value.byte != 0;
        break;
      case MQTTPROPERTY_CODE_WILDCARD_SUBSCRIPTION_AVAILABLE:
        limits.wildcard_subscriptions = property.value.byte != 0;
        break;
      case MQTTPROPERTY_CODE_SHARED_SUBSCRIPTION_AVAILABLE:
        limits.shared_subscriptions = property.value.byte != 0;
        break;
      case MQTTPROPERTY_CODE_SERVER_KEEP_ALIVE:
        limits.keep_alive = std::chrono::seconds{property.value.integer2};
        break;
      default:
        break;
    }
  }
  return limits;
}

}  // namespace sluice::connectors
