#include "gateway/channels/overlap/overlap.hpp"

#include <utility>

namespace sluice::channels {

bool Overlap::on_old(const Event& event) {
  if (is_cut_) return false;
  if (event.kind == EventKind::connection) return true;
  const EventPrint print(event);
  if (take_held(print)) return true;
  if (newer_.size() >= max_remembered / 2) forget_older();
  ++newer_[print];
  return true;
}

/// What a server tells because we subscribe is no news where the old socket is subscribed. Neither
/// is the end of a gap, of which the old one told.
bool Overlap::is_given_again(const Event& event, bool carried) const noexcept {
  if (is_cut_ || !carried) return false;
  switch (event.kind) {
    case EventKind::presence_snapshot:
    case EventKind::gap:
      return true;
    case EventKind::cache_miss:
      return same_app_;
    default:
      return same_app_ && event.replayed;
  }
}

bool Overlap::on_new(const Deliver& delivered, bool carried) {
  const Event& event = delivered.event;
  if (event.kind == EventKind::connection) return true;
  if (is_given_again(event, carried)) return false;
  if (is_over()) return true;
  const EventPrint print(event);
  if (take(print, older_) || take(print, newer_)) {
    ++twins_;
    return false;
  }
  if (is_cut_) return true;
  const auto& held = held_.emplace_back(delivered);
  held_bytes_ += held.bytes();
  held_by_print_[print].push_back(std::prev(held_.end()));
  return false;
}

bool Overlap::take(const EventPrint& print, Counts& counts) {
  const auto found = counts.find(print);
  if (found == counts.end()) return false;
  if (--found->second == 0) counts.erase(found);
  return true;
}

/// The oldest one of this print.
bool Overlap::take_held(const EventPrint& print) {
  const auto found = held_by_print_.find(print);
  if (found == held_by_print_.end()) return false;
  const auto oldest = found->second.front();
  found->second.pop_front();
  if (found->second.empty()) held_by_print_.erase(found);
  held_bytes_ -= oldest->bytes();
  held_.erase(oldest);
  ++twins_;
  return true;
}

std::list<HeldEvent> Overlap::cut() {
  is_cut_ = true;
  held_by_print_.clear();
  held_bytes_ = 0;
  return std::exchange(held_, {});
}

void Overlap::forget_older() noexcept {
  older_ = std::move(newer_);
  newer_.clear();
}

}  // namespace sluice::channels
