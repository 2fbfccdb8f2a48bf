#include "connectors/mqtt/mqtt_inbox.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace sluice::connectors {

std::size_t MqttInbox::put(MqttSignal signal) {
  const std::lock_guard guard(lock_);
  if (loop_ == nullptr) return 0;
  waiting_.push_back(std::move(signal));
  // One task is posted while any signal waits.
  if (waiting_.size() == 1) deliver_soon();
  return waiting_.size();
}

std::vector<MqttSignal> MqttInbox::close() {
  receiver_ = nullptr;
  const std::lock_guard guard(lock_);
  loop_ = nullptr;
  auto rest = std::exchange(waiting_, {});
  return {std::move_iterator{rest.begin()}, std::move_iterator{rest.end()}};
}

/// With the lock held.
void MqttInbox::deliver_soon() {
  loop_->post([self = shared_from_this()] { self->deliver(); });
}

void MqttInbox::deliver() {
  std::vector<MqttSignal> signals;
  {
    const std::lock_guard guard(lock_);
    const auto count = std::min(waiting_.size(), signals_per_turn);
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
    signals.assign(std::move_iterator{waiting_.begin()}, std::move_iterator{end});
    waiting_.erase(waiting_.begin(), end);
    if (!waiting_.empty()) deliver_soon();
  }
  if (receiver_ != nullptr && !signals.empty()) receiver_->on_signals(signals);
}

}  // namespace sluice::connectors
