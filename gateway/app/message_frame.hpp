#pragma once

#include <vector>

#include "gateway/core/message.hpp"

// A message of a source in its inbox: the frame of a record with the message's topic, key, payload
// and headers, and with the time at which it was published as that of its arrival.
namespace sluice::app {

/// A frame without sequence and checksum.
[[nodiscard]] std::vector<char> message_frame(const Message& message);

/// A message with the frame that its views borrow from. It may be moved.
class FramedMessage {
 public:
  /// relay::is_whole_frame() holds for the frame.
  explicit FramedMessage(std::vector<char> frame);

  /// Valid as long as this.
  [[nodiscard]] Message view() const noexcept;

 private:
  std::vector<char> frame_;
  std::vector<Header> headers_;
};

}  // namespace sluice::app
