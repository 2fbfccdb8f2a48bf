#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "gateway/core/inbox.hpp"

namespace sluice::connectors {

/// The way from Paho's thread to a source's inbox. Shared by the two sides, because a client of
/// Paho's may outlive its source: what comes then is left to the broker.
class MqttKeeper {
 public:
  explicit MqttKeeper(std::unique_ptr<Inbox> inbox) : inbox_(std::move(inbox)) {}

  /// From any thread. Waits for a write, and for no sync.
  [[nodiscard]] Inbox::Kept keep(const Message& message) {
    const std::lock_guard guard(lock_);
    return inbox_ ? inbox_->keep(message) : Inbox::Kept{.answer = Inbox::Answer::full, .number = 0};
  }

  /// After keep(): the message does not get to the source.
  void take_back(Inbox::Number number) {
    const std::lock_guard guard(lock_);
    if (inbox_) inbox_->take_back(number);
  }

  /// For the shard's thread, until close().
  [[nodiscard]] Inbox& inbox() noexcept { return *inbox_; }

  /// With the source. Waits for a write that is under way, and for the last sync of the inbox, for
  /// which Paho's thread does not wait.
  void close() {
    std::unique_ptr<Inbox> closed;
    const std::lock_guard guard(lock_);
    closed = std::move(inbox_);
  }

 private:
  std::mutex lock_;
  std::unique_ptr<Inbox> inbox_;
};

}  // namespace sluice::connectors
