#include "gateway/journal/journal.hpp"

#include <utility>

namespace sluice::journal {

Journal::Journal(Loop& loop, Writer& writer, std::unique_ptr<Store> store, Progress& progress)
    : loop_(loop),
      writer_(writer),
      frame_bytes_max_(store->frame_bytes_max()),
      next_sequence_(store->next_sequence()),
      lane_(std::move(store), progress, [this] { loop_.post([this] { look(); }); }) {
  turn_.turns = 1;
}

/// If the loop ends before it hears that the journal is closed, the writer may still have the lane.
Journal::~Journal() {
  close();
  if (closing_) writer_.carry_out([] {});
}

void Journal::start() {
  open_ = true;
  writer_.add(lane_);
}

bool Journal::append(std::span<char> frame, std::uint32_t block) {
  if (!takes_frames()) return false;
  arm();
  if (turn_.runs.empty()) turn_.oldest = loop_.now();
  const bool is_lent =
      !lent_.empty() && lent_.back().turn == turn_.turns && lent_.back().block == block;
  ++turn_.records;
  auto& runs = turn_.runs;
  if (is_lent && !runs.empty() && runs.back().data() + runs.back().size() == frame.data()) {
    runs.back() = {runs.back().data(), runs.back().size() + frame.size()};
  } else {
    runs.push_back(frame);
  }
  if (!is_lent) lent_.push_back({turn_.turns, block});
  return !is_lent;
}

void Journal::settle(std::uint64_t sequence) {
  if (failed()) return;
  arm();
  auto& settled = turn_.settled;
  if (!settled.empty() && settled.back().last + 1 == sequence) {
    settled.back().last = sequence;
  } else {
    settled.push_back({sequence, sequence});
  }
}

void Journal::read(Range sequences, ReadLimits limits) {
  arm();
  turn_.read = ReadRequest{sequences, limits};
}

void Journal::want_word() {
  if (lane_.wants_word.exchange(true)) return;
  arm();  // they may be written already
}

void Journal::arm() {
  if (!turn_end_) turn_end_ = loop_.at_turn_end([this] { end_turn(); });
}

/// Looks here what is written, because each word of the writer would wake the loop.
void Journal::end_turn() {
  turn_end_.reset();
  if (lane_.turns_done != turns_seen_) look();
  hand_over();
}

void Journal::hand_over() {
  turn_end_.reset();
  if (turn_.empty()) return;
  writer_.hand_over(lane_, turn_);
  ++turn_.turns;
}

/// Handles the progress of the writer, on the shard's thread.
void Journal::look() {
  lane_.told = false;
  lane_.wants_word = false;
  turns_seen_ = lane_.turns_done;
  while (!lent_.empty() && lent_.front().turn <= turns_seen_) {
    const auto block = lent_.front().block;
    lent_.pop_front();
    let_go_(block);
  }
  if (on_written_) on_written_();
  if (lane_.has_read.exchange(false) && on_read_) on_read_(std::exchange(lane_.read_back, {}));
  look_for_room();
  if (failed() && on_failed_) std::exchange(on_failed_, nullptr)();
}

void Journal::look_for_room() {
  if (lane_.full && !std::exchange(full_, true) && on_full_) on_full_(true);
  if (failed() || !full_ || !lane_.has_room_again.exchange(false)) return;
  // Frames of this turn that came before the disk was known to be full come again in their order.
  turn_.runs.clear();
  turn_.records = 0;
  turn_.begins_again = true;
  arm();
  lane_.full = false;
  full_ = false;
  if (on_room_) on_room_();
  if (on_full_) on_full_(false);
}

void Journal::close() {
  if (!std::exchange(open_, false)) return;
  hand_over_the_last();
  writer_.remove(lane_);
  on_closed();
}

/// What the writer tells until then is heard before.
void Journal::close(std::function<void()> closed) {
  open_ = false;
  closing_ = true;
  hand_over_the_last();
  writer_.remove(lane_, [this, closed = std::move(closed)] {
    loop_.post([this, closed] {
      closing_ = false;
      on_closed();
      closed();
    });
  });
}

void Journal::hand_over_the_last() {
  counts_on_last_ = takes_frames();
  hand_over();
}

void Journal::on_closed() noexcept {
  if (counts_on_last_ && !takes_frames()) lane_.failed = true;
}

}  // namespace sluice::journal
