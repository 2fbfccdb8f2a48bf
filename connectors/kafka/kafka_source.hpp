#pragma once

#include <memory>

#include "connectors/connector.hpp"
#include "connectors/kafka/kafka_source_settings.hpp"

namespace sluice::connectors {

/// Throws std::runtime_error that names the unusable setting. Does not wait for a broker.
[[nodiscard]] std::unique_ptr<Source> make_kafka_source(const KafkaSourceSettings& settings,
                                                        SourceContext context);

}  // namespace sluice::connectors
