#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "connectors/mqtt/mqtt_access.hpp"
#include "connectors/mqtt/mqtt_limits.hpp"
#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

/// How a record is published.
struct MqttPublishing {
  int qos = 1;
  bool retain = false;
};

/// The bytes of the PUBLISH packet that carries the record (3.1.1 and 5, section 3.3).
[[nodiscard]] std::size_t publish_size(const Record& record, MqttVersion version, int qos) noexcept;

/// Why no broker takes a record, and which part of it is to blame: `topic`, `packet`, or the name
/// of a header, which is borrowed from the record.
struct Unpublishable {
  Rejection why;
  std::string_view where;
};

/// Nothing when a broker may take the record in the version of the protocol. Version 3.1.1 carries
/// no headers, so they do not matter there.
[[nodiscard]] std::optional<Unpublishable> find_unpublishable(const Record& record,
                                                              MqttVersion version,
                                                              int qos) noexcept;

/// Why the broker does not take a record, by the limits that it has given.
[[nodiscard]] std::optional<Rejection> find_excess(const Record& record, MqttVersion version,
                                                   const MqttPublishing& how,
                                                   const MqttLimits& limits) noexcept;

}  // namespace sluice::connectors
