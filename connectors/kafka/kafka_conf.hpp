#pragma once

#include <librdkafka/rdkafka.h>

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "connectors/kafka/kafka_access.hpp"

// The common part of the configurations of a producer and of a consumer.
namespace sluice::connectors {

struct KafkaConfDeleter {
  void operator()(rd_kafka_conf_t* conf) const noexcept { rd_kafka_conf_destroy(conf); }
};
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaConfDeleter>;

/// A property that the operator must not change, because the gateway depends on it.
struct OwnedProperty {
  std::string_view name;
  std::string_view why;
};

/// The mistake in one of the operator's properties: it is in `owned`, every client of the gateway
/// needs it, or librdkafka refuses it. Empty when it is good. Never shows a value that may be
/// secret.
[[nodiscard]] std::string property_fault(std::span<const OwnedProperty> owned,
                                         const std::string& property, const std::string& value);

/// Throws std::runtime_error that names the property when librdkafka refuses it.
void set_property(const KafkaConf& conf, const std::string& property, const std::string& value);
void set_properties(const KafkaConf& conf, const std::map<std::string, config::Secret>& properties);

/// A configuration that reaches these brokers and sends log lines and statistics as events. Throws
/// std::runtime_error that names the unusable setting.
[[nodiscard]] KafkaConf make_access_conf(const KafkaAccess& access);

}  // namespace sluice::connectors
