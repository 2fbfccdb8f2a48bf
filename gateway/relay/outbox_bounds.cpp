#include <cstdint>

#include "gateway/relay/outbox.hpp"
#include "gateway/relay/record_frame.hpp"

namespace sluice::relay {

void Outbox::set_bounds(const OutboxSettings& bounds) {
  settings_ = bounds;
  occupied_max_ = 2 * (bounds.max_bytes + bounds.max_records * frame_head_bytes + block_bytes_);
  probe_.max_records.set(static_cast<std::int64_t>(bounds.max_records));
  probe_.max_bytes.set(static_cast<std::int64_t>(bounds.max_bytes));
  probe_.max_memory.set(static_cast<std::int64_t>(occupied_max_));
  over_new_bounds_ = true;
  after_change();
}

bool Outbox::has_room(std::size_t bytes) const noexcept {
  return held() < settings_.max_records && bytes <= settings_.max_bytes &&
         held_bytes_ <= settings_.max_bytes - bytes && buffer_.occupied() <= occupied_max_;
}

bool Outbox::make_room(std::size_t bytes) noexcept {
  if (settings_.when_full == OverflowPolicy::block) return true;
  // Records in flight cannot be dropped. If they alone exceed the bounds, nothing is dropped for
  // them.
  const bool can_evict = settings_.when_full == OverflowPolicy::drop_oldest &&
                         in_flight_ < settings_.max_records &&
                         in_flight_bytes_ + bytes <= settings_.max_bytes;
  while (can_evict && waiting_ > 0 && !has_room(bytes)) {
    forget(take_oldest_waiting(), std::nullopt);
    drop(DropReason::outbox_full_oldest);
  }
  return has_room(bytes);
}

bool Outbox::within_bounds() const noexcept {
  return held() <= settings_.max_records && held_bytes_ <= settings_.max_bytes;
}

bool Outbox::has_room_to_spare() const noexcept {
  return held() * 2 <= settings_.max_records && held_bytes_ <= settings_.max_bytes / 2 &&
         buffer_.occupied() <= occupied_max_;
}

// Crowded until a quarter is free; otherwise every outcome would wake a reader for a single record.
bool Outbox::is_crowded() const noexcept {
  return held() * 4 > settings_.max_records * 3 || held_bytes_ > settings_.max_bytes / 4 * 3 ||
         buffer_.occupied() > occupied_max_;
}

}  // namespace sluice::relay
