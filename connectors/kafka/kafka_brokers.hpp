#pragma once

#include <string>
#include <string_view>

#include "connectors/kafka/kafka_access.hpp"

namespace sluice::connectors {

/// The value of librdkafka's `security.protocol`.
[[nodiscard]] std::string security_protocol(const KafkaAccess& access);

/// The bootstrap brokers, in a form for librdkafka and for people.
[[nodiscard]] std::string broker_list(const KafkaAccess& access);

/// The mistake in an item of `brokers`, which may hold several brokers with commas between; empty
/// when it is good. librdkafka itself would silently skip a bad broker.
[[nodiscard]] std::string brokers_fault(std::string_view brokers, const KafkaAccess& access);

}  // namespace sluice::connectors
