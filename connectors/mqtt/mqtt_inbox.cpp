#include "connectors/mqtt/mqtt_inbox.hpp"

#include <utility>

namespace sluice::connectors {

std::size_t MqttInbox::put(MqttSignal signal) {
  const std::lock_guard guard(lock_);
  if (loop_ == nullptr) return 0;
  waiting_.push_back(std::move(signal));
  // One task serves all that come until it runs.
  if (waiting_.size() == 1) loop_->post([self = shared_from_this()] { self->deliver(); });
  return waiting_.size();
}

std::vector<MqttSignal> MqttInbox::close() {
  receiver_ = nullptr;
  const std::lock_guard guard(lock_);
  loop_ = nullptr;
  return std::exchange(waiting_, {});
}

void MqttInbox::deliver() {
  std::vector<MqttSignal> signals;
  {
    const std::lock_guard guard(lock_);
    signals.swap(waiting_);
  }
  if (receiver_ != nullptr && !signals.empty()) receiver_->on_signals(signals);
}

}  // namespace sluice::connectors
