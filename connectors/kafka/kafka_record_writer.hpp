#pragma once

#include <memory>

#include "connectors/kafka/kafka_sink_settings.hpp"
#include "connectors/resending.hpp"

namespace sluice::connectors {

/// Writes with the sink's own settings, without waiting for a batch to fill.
[[nodiscard]] std::unique_ptr<RecordWriter> make_kafka_record_writer(
    const KafkaSinkSettings& settings);

}  // namespace sluice::connectors
