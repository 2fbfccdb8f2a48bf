#include "connectors/mqtt/mqtt_inbox.hpp"

namespace sluice::connectors {

void MqttInbox::put(MqttSignal signal) {
  const std::lock_guard guard(lock_);
  if (loop_ == nullptr) return;
  waiting_.push_back(std::move(signal));
  // One task serves all that come until it runs.
  if (waiting_.size() == 1) loop_->post([self = shared_from_this()] { self->deliver(); });
}

void MqttInbox::close() {
  receiver_ = nullptr;
  const std::lock_guard guard(lock_);
  loop_ = nullptr;
  waiting_.clear();
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
