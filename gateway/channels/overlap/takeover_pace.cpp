#include "gateway/channels/overlap/takeover_pace.hpp"

#include <utility>

namespace sluice::channels {

TakeoverPace::TakeoverPace(Time now, const TakeoverTimes& times) noexcept
    : times_(times), begin_(now), last_(now), mark_new_at_(times.skew) {}

TakeoverPace::Step TakeoverPace::next(Time now, const View& view) noexcept {
  const auto passed = now - std::exchange(last_, now);
  if (view.is_reading) read_ += passed;
  const Step step = next_of_new(view);
  if (step != Step::wait || is_cut_) return step;
  return next_of_old(now, view);
}

TakeoverPace::Step TakeoverPace::next_of_new(const View& view) noexcept {
  if (!new_marked_) {
    if (read_ < mark_new_at_) return Step::wait;
    new_marked_ = true;
    new_marked_at_ = read_;
    return Step::mark_new;
  }
  if (!view.new_passed && read_ < new_marked_at_ + times_.pong) return Step::wait;
  new_marked_ = false;
  mark_new_at_ = read_ + times_.skew;
  return Step::forget_older;
}

TakeoverPace::Step TakeoverPace::next_of_old(Time now, const View& view) noexcept {
  if (view.is_full || !view.old_connected) return Step::cut;
  if (view.is_refused) return Step::keep_old;
  if (now >= begin_ + times_.patience) {
    return view.covers && view.is_reading ? Step::cut : Step::keep_old;
  }
  if (!view.covers) {
    covered_ = old_marked_ = false;
    return Step::wait;
  }
  if (!std::exchange(covered_, true)) covered_since_ = read_;
  if (!old_marked_) {
    if (read_ < covered_since_ + times_.skew) return Step::wait;
    old_marked_ = true;
    old_marked_at_ = read_;
    return Step::mark_old;
  }
  const bool passed = view.old_passed || read_ >= old_marked_at_ + times_.pong;
  return passed ? Step::cut : Step::wait;
}

}  // namespace sluice::channels
