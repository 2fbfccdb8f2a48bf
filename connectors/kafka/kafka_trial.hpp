#pragma once

#include <librdkafka/rdkafka.h>

#include <string>
#include <vector>

#include "connectors/kafka/kafka_conf.hpp"

namespace sluice::connectors {

/// What librdkafka says of a configuration once all of its properties are known.
struct KafkaTrial {
  std::string refusal;                 ///< why no client can be made of it; empty: one can
  std::vector<std::string> remarks{};  ///< what the client warns of
};

/// Makes a client and destroys it at once. The client knows no broker, so it connects to nothing.
[[nodiscard]] KafkaTrial try_client(rd_kafka_type_t type, KafkaConf conf);

/// Why a client could never log in by OAUTHBEARER, as nothing would make its tokens; empty where
/// that is no matter.
[[nodiscard]] std::string token_fault(const KafkaConf& conf);

}  // namespace sluice::connectors
