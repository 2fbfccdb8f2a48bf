#pragma once

#include <memory>

#include "connectors/connector.hpp"
#include "connectors/kafka/kafka_sink_settings.hpp"

namespace sluice::connectors {

/// Throws std::runtime_error that names the unusable setting. Does not wait for a broker.
[[nodiscard]] std::unique_ptr<Sink> make_kafka_sink(const KafkaSinkSettings& settings,
                                                    SinkContext context);

}  // namespace sluice::connectors
