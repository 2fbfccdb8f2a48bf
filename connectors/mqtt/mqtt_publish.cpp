#include "connectors/mqtt/mqtt_publish.hpp"

#include "connectors/mqtt/mqtt_text.hpp"
#include "connectors/mqtt/mqtt_topics.hpp"

namespace sluice::connectors {
namespace {

/// The largest "remaining length" that MQTT can state.
constexpr std::size_t remaining_max = 268'435'455;

/// The bytes of a variable byte integer.
std::size_t length_size(std::size_t value) noexcept {
  return value < 128 ? 1 : value < 16'384 ? 2 : value < 2'097'152 ? 3 : 4;
}

std::size_t text_size(std::string_view text) noexcept {
  return 2 + text.size();
}

std::size_t properties_size(const Record& record) noexcept {
  std::size_t bytes = 0;
  if (record.facts.content_type != ContentType::unstated) {
    bytes += 1 + text_size(to_string(record.facts.content_type));
  }
  for (const Header& header : record.headers) {
    bytes += 1 + text_size(header.name) + text_size(header.value);
  }
  return bytes + length_size(bytes);
}

std::size_t remaining_size(const Record& record, MqttVersion version, int qos) noexcept {
  const std::size_t packet_id = qos > 0 ? 2 : 0;
  const std::size_t properties = version == MqttVersion::v5 ? properties_size(record) : 0;
  return text_size(record.topic) + packet_id + properties + record.payload.size();
}

}  // namespace

std::size_t publish_size(const Record& record, MqttVersion version, int qos) noexcept {
  const std::size_t remaining = remaining_size(record, version, qos);
  return 1 + length_size(remaining) + remaining;
}

std::optional<Unpublishable> find_unpublishable(const Record& record, MqttVersion version,
                                                int qos) noexcept {
  if (const auto why = why_no_mqtt_topic(record.topic); !why.empty()) {
    return Unpublishable{{RejectionCode::invalid_topic, why}, "topic"};
  }
  if (version == MqttVersion::v5) {
    for (const Header& header : record.headers) {
      for (const auto part : {header.name, header.value}) {
        const auto why = why_no_mqtt_text(part);
        if (!why.empty()) return Unpublishable{{RejectionCode::invalid_text, why}, header.name};
      }
    }
  }
  if (remaining_size(record, version, qos) > remaining_max) {
    return Unpublishable{{RejectionCode::too_large, "larger than MQTT can carry"}, "packet"};
  }
  return std::nullopt;
}

std::optional<Rejection> find_excess(const Record& record, MqttVersion version,
                                     const MqttPublishing& how, const MqttLimits& limits) noexcept {
  if (publish_size(record, version, how.qos) > limits.packet_bytes) {
    return Rejection{RejectionCode::too_large, "larger than the broker's maximum packet size"};
  }
  if (how.qos > limits.qos) {
    return Rejection{RejectionCode::refused, "the broker does not offer this QoS"};
  }
  if (how.retain && !limits.retain) {
    return Rejection{RejectionCode::refused, "the broker retains no messages"};
  }
  return std::nullopt;
}

}  // namespace sluice::connectors
