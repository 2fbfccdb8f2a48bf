#pragma once

#include <memory>

#include "connectors/connector.hpp"
#include "connectors/mqtt/mqtt_sink_settings.hpp"
#include "connectors/mqtt/mqtt_source_settings.hpp"

namespace sluice::connectors {

/// Throws std::runtime_error naming what it cannot use. Does not wait for the broker.
[[nodiscard]] std::unique_ptr<Source> make_mqtt_source(const MqttSourceSettings& settings,
                                                       SourceContext context);

/// Whether both are at the same broker and a filter of the source may bring a topic of the glob.
[[nodiscard]] bool may_read(const MqttSourceSettings& source, const MqttSinkSettings& sink,
                            std::string_view topic_glob);

}  // namespace sluice::connectors
