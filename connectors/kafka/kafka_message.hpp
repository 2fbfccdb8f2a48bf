#pragma once

#include <librdkafka/rdkafka.h>

#include <span>
#include <vector>

#include "gateway/core/headers.hpp"
#include "gateway/core/message.hpp"

// A message of librdkafka in the gateway's words.
namespace sluice::connectors {

/// Borrows the message.
[[nodiscard]] std::vector<Header> headers_of(const rd_kafka_message_t& message);

/// Borrows both.
[[nodiscard]] Message message_of(const rd_kafka_message_t& message,
                                 std::span<const Header> headers);

}  // namespace sluice::connectors
