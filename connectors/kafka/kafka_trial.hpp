#pragma once

#include <librdkafka/rdkafka.h>

#include <string>
#include <vector>

#include "connectors/kafka/kafka_conf.hpp"

namespace sluice::connectors {

/// librdkafka's verdict on a configuration with all its properties.
struct KafkaTrial {
  std::string refusal;                 ///< the reason why no client can be made; empty: one can
  std::vector<std::string> remarks{};  ///< the client's warnings
};

/// Makes a client and destroys it at once. The client knows no broker, so it connects to nothing.
[[nodiscard]] KafkaTrial try_client(rd_kafka_type_t type, KafkaConf conf);

/// The reason why a client could never log in by OAUTHBEARER: nothing would make its tokens. Empty
/// when there is no such problem.
[[nodiscard]] std::string token_fault(const KafkaConf& conf);

}  // namespace sluice::connectors
