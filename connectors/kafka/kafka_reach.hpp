#pragma once

#include <utility>

#include "connectors/connector.hpp"
#include "connectors/kafka/kafka_brokers.hpp"
#include "connectors/kafka/kafka_sink_settings.hpp"

namespace sluice::connectors {

/// Whether a sink reaches any broker: in its probe, and in the log when it does again.
class KafkaReach {
 public:
  /// Both outlive it.
  KafkaReach(const KafkaSinkSettings& settings, SinkContext& context)
      : settings_(settings), context_(context) {}

  void set(bool up) {
    if (up && context_.probe.up.value() == 0) {
      context_.log.info(std::exchange(was_up_, true) ? "kafka reached again" : "kafka connected",
                        {{"sink", context_.name}, {"brokers", broker_list(settings_)}});
    }
    context_.note_up(up);
  }

 private:
  const KafkaSinkSettings& settings_;
  SinkContext& context_;
  bool was_up_ = false;
};

}  // namespace sluice::connectors
