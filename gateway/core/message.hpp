#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "gateway/core/delivery.hpp"
#include "gateway/core/time.hpp"

namespace sluice {

/// The place of a message in a log.
struct LogPosition {
  std::int32_t partition{};
  std::int64_t offset{};
};

/// One message of a broker, on its way back to Channels. Every view is borrowed from the source and
/// stays valid until the message is settled or withdrawn.
struct Message {
  std::string_view topic;
  std::string_view key;
  std::string_view payload;  ///< data() is null for Kafka's null, which differs from an empty text
  std::span<const Header> headers;  ///< Kafka's headers, MQTT 5's user properties
  WallTime published_at{};          ///< by the broker's clock; without one, the time of arrival
  std::optional<LogPosition> position{};  ///< for Kafka only
};

}  // namespace sluice
