#pragma once

#include <memory>

#include "connectors/kafka/kafka_sink_settings.hpp"
#include "connectors/resending.hpp"

namespace sluice::connectors {

/// Reads a topic of the sink's brokers. The group has no members: who reads at the same time reads
/// the same.
[[nodiscard]] std::unique_ptr<TopicReader> make_kafka_topic_reader(
    const KafkaSinkSettings& settings, const ReadingPlace& place);

}  // namespace sluice::connectors
