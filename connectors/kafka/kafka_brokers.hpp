#pragma once

#include <string>
#include <string_view>

#include "connectors/kafka/kafka_access.hpp"

namespace sluice::connectors {

/// The value of librdkafka's `security.protocol`.
[[nodiscard]] std::string security_protocol(const KafkaAccess& access);

/// The bootstrap brokers, as librdkafka and people read them.
[[nodiscard]] std::string broker_list(const KafkaAccess& access);

/// What is wrong with an item of `brokers`, which may be several with commas between; empty when it
/// is good. librdkafka itself would pass over such a broker.
[[nodiscard]] std::string brokers_fault(std::string_view brokers, const KafkaAccess& access);

}  // namespace sluice::connectors
