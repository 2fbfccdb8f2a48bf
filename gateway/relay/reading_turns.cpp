#include "gateway/relay/reading_turns.hpp"

#include <algorithm>

namespace sluice::relay {

bool ReadingTurns::may_read(Reader& reader) {
  if (on_turn_ == &reader) {
    if (wanted_()) return true;
    // Another event has filled the outbox meanwhile.
    on_turn_ = nullptr;
    waiting_.push_front(&reader);
    return false;
  }
  if (waiting_.empty() && on_turn_ == nullptr && wanted_()) return true;
  if (std::ranges::find(waiting_, &reader) == waiting_.end()) waiting_.push_back(&reader);
  wake_next();
  return false;
}

void ReadingTurns::has_read(Reader& reader) {
  if (on_turn_ != &reader) return;
  on_turn_ = nullptr;
  wake_next();
}

void ReadingTurns::leave(Reader& reader) {
  std::erase(waiting_, &reader);
  has_read(reader);
}

void ReadingTurns::wake_next() {
  if (on_turn_ != nullptr || waiting_.empty() || !wanted_()) return;
  on_turn_ = waiting_.front();
  waiting_.pop_front();
  on_turn_->on_turn();
}

}  // namespace sluice::relay
