#pragma once

#include <librdkafka/rdkafka.h>

#include <map>
#include <memory>
#include <string>

#include "tests/support/deadline.hpp"

namespace sluice::test {

struct KafkaClientCloser {
  void operator()(rd_kafka_t* client) const;
};
/// A librdkafka client; a consumer's is closed before it is destroyed.
using KafkaClient = std::unique_ptr<rd_kafka_t, KafkaClientCloser>;

/// A producer's delivery reports come as events of its main queue.
/// Throws std::runtime_error naming the property that cannot be used. It logs nothing: a broker
/// that a test has stopped is no news.
[[nodiscard]] KafkaClient make_kafka_client(rd_kafka_type_t type,
                                            std::map<std::string, std::string> properties);

/// How many partitions of the topic have a leader; 0 when nobody answers within `patience`.
[[nodiscard]] int partitions_with_leader(rd_kafka_t* client, const std::string& topic,
                                         std::chrono::milliseconds patience);

/// Whether a broker answers within `patience`.
[[nodiscard]] bool kafka_answers(rd_kafka_t* client, std::chrono::milliseconds patience);

}  // namespace sluice::test
