#pragma once

#include <mqtt/message.h>

#include <vector>

#include "gateway/core/message.hpp"

namespace sluice::connectors {

/// A message that has come, and what a view of it borrows from. It may be moved: the bytes stay
/// where they are.
class MqttArrival {
 public:
  MqttArrival(mqtt::const_message_ptr message, WallTime at);

  /// Valid as long as this.
  [[nodiscard]] Message view() const noexcept;

 private:
  mqtt::const_message_ptr message_;
  std::vector<Header> headers_;  ///< views into the message
  WallTime at_;
};

}  // namespace sluice::connectors
