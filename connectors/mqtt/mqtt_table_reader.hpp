#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/connector.hpp"
#include "connectors/mqtt/mqtt_sink_settings.hpp"

namespace sluice::connectors {

/// The filter by which the topics can be subscribed to.
[[nodiscard]] std::string filter_of(const RowTopics& topics);

/// Reads the topics that have a retained message. Throws std::runtime_error that names the setting
/// that cannot be used.
[[nodiscard]] std::unique_ptr<TableReader> make_mqtt_table_reader(const MqttSinkSettings& settings,
                                                                  TableContext context);

}  // namespace sluice::connectors
