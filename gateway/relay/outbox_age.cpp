// The part of Outbox that drops records which have waited too long.
#include <algorithm>
#include <utility>

#include "gateway/relay/outbox.hpp"
#include "gateway/relay/record_frame.hpp"

namespace sluice::relay {
namespace {

// Some milliseconds of work; the shard has other work as well.
constexpr int drops_at_once = 5'000;

Duration interval(Duration max_age) noexcept {
  return std::clamp(max_age / 10, Duration(1), Duration(1'000));
}

}  // namespace

void Outbox::set_age_limit(Duration max_age, std::function<WallTime()> wall_clock) {
  max_age_ = max_age;
  wall_clock_ = std::move(wall_clock);
  look_for_old_after(interval(max_age_));
}

bool Outbox::is_too_old(const char* frame) const {
  return wall_clock_ && read_frame(frame).facts.received_at + max_age_ < wall_clock_();
}

Ticket Outbox::oldest_waiting() const noexcept {
  return parked_.in_memory() == 0 ? oldest_unasked_ : parked_.oldest();
}

void Outbox::look_for_old_after(Duration pause) {
  age_timer_ = loop_.after(pause, [this] { drop_old(); });
}

/// Those of the backlog follow when they are read back into the room that this makes.
void Outbox::drop_old() {
  int dropped = 0;
  while (waiting_ > 0 && dropped < drops_at_once &&
         is_too_old(buffer_.frame(buffer_.at(oldest_waiting())))) {
    forget(take_oldest_waiting(), std::nullopt);
    drop(DropReason::too_old);
    ++dropped;
  }
  look_for_old_after(dropped < drops_at_once ? interval(max_age_) : Duration(1));
  if (dropped == 0) return;
  submit_waiting();
  after_change();
}

}  // namespace sluice::relay
