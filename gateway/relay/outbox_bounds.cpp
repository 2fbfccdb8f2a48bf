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
  probe_.max_disk.set(static_cast<std::int64_t>(journal_ == nullptr ? 0 : bounds.max_disk));
  over_new_bounds_ = true;
  after_change();
}

bool Outbox::has_disk() const noexcept {
  return journal_ != nullptr && journal_->takes_frames();
}

bool Outbox::has_room_on_disk(std::size_t bytes) const noexcept {
  return !has_disk() ||
         held_bytes_ + backlog_.bytes + parked_.bytes_on_disk() + bytes <= settings_.max_disk;
}

bool Outbox::has_room(std::size_t bytes) const noexcept {
  return has_room_in_memory(bytes) && has_room_on_disk(bytes);
}

/// The records that are being read will need it.
journal::ReadLimits Outbox::room_for_read() const noexcept {
  return reading_ ? reading_->limits : journal::ReadLimits{};
}

bool Outbox::has_room_in_memory(std::size_t bytes) const noexcept {
  const auto read = room_for_read();
  const bool within = held() + read.records < settings_.max_records &&
                      held_bytes_ + read.bytes + bytes <= settings_.max_bytes;
  return (within || may_pass_through(bytes)) && buffer_.occupied() <= occupied_max_;
}

/// A sink whose lanes open may take more than the memory has. A new record needs memory only until
/// it is written: an eighth more is for these.
bool Outbox::may_pass_through(std::size_t bytes) const noexcept {
  return has_disk() && must_spill(bytes) && spilling_.size() < settings_.max_records / 8 &&
         spilling_bytes_ + bytes <= settings_.max_bytes / 8;
}

bool Outbox::make_room(std::size_t bytes) noexcept {
  if (settings_.when_full == OverflowPolicy::block) return true;
  // Records in flight cannot be dropped. If they alone exceed the bounds, nothing is dropped for
  // them.
  const bool can_evict = settings_.when_full == OverflowPolicy::drop_oldest &&
                         in_flight_ < settings_.max_records &&
                         in_flight_bytes_ + bytes <= settings_.max_bytes;
  while (can_evict && (waiting_ > 0 || drops_from_disk(bytes)) && !has_room(bytes)) {
    drop_oldest(bytes);
  }
  // The oldest ones that can be dropped are on disk: shed() drops them when they are read back.
  const bool drops_later = can_evict && !backlog_.empty() && has_room_in_memory(bytes);
  return has_room(bytes) || drops_later;
}

/// A parked record that is on disk only makes no room in memory.
bool Outbox::drops_from_disk(std::size_t bytes) const noexcept {
  return parked_.begins_on_disk() && !has_room_on_disk(bytes);
}

void Outbox::drop_oldest(std::size_t bytes) noexcept {
  if (drops_from_disk(bytes))
    return lose(parked_.drop_first_on_disk(), DropReason::outbox_full_oldest);
  forget(take_oldest_waiting(), std::nullopt);
  drop(DropReason::outbox_full_oldest);
}

void Outbox::shed() noexcept {
  if (settings_.when_full != OverflowPolicy::drop_oldest) return;
  while ((waiting_ > 0 || drops_from_disk(0)) && !has_room_on_disk(0)) drop_oldest(0);
}

bool Outbox::within_bounds() const noexcept {
  return held() <= settings_.max_records && held_bytes_ <= settings_.max_bytes;
}

bool Outbox::has_room_to_spare() const noexcept {
  if (has_disk()) return !is_crowded() && has_room_on_disk(settings_.max_disk / 2);
  return held() * 2 <= settings_.max_records && held_bytes_ <= settings_.max_bytes / 2 &&
         buffer_.occupied() <= occupied_max_;
}

// Crowded until a quarter is free; otherwise every outcome would wake a reader for a single record.
// With a disk, three quarters of the memory are always used while there is a backlog. Half of the
// last quarter has to be free.
bool Outbox::is_crowded() const noexcept {
  const std::size_t eighths = has_disk() ? 7 : 6;
  return held() * 8 > settings_.max_records * eighths ||
         held_bytes_ > settings_.max_bytes / 8 * eighths || buffer_.occupied() > occupied_max_ ||
         !has_room_on_disk(settings_.max_disk / 4);
}

}  // namespace sluice::relay
