#pragma once

#include <memory>

#include "connectors/connector.hpp"
#include "connectors/kafka/kafka_sink_settings.hpp"

namespace sluice::connectors {

/// Reads which keys exist in the topics: those whose last record is not a tombstone. Throws
/// std::runtime_error that names the setting that cannot be used.
[[nodiscard]] std::unique_ptr<TableReader> make_kafka_table_reader(
    const KafkaSinkSettings& settings, TableContext context);

}  // namespace sluice::connectors
