#include "gateway/journal/store.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "gateway/core/error.hpp"
#include "gateway/journal/frame.hpp"

namespace sluice::journal {

Store::Store(Disk& disk, Spares& spares, std::string folder, Recovery recovery,
             std::function<std::uint64_t()> salt)
    : disk_(disk),
      spares_(spares),
      folder_(std::move(folder)),
      salt_(std::move(salt)),
      segments_(std::move(recovery.segments)),
      unreadable_(std::move(recovery.unreadable)),
      copied_(std::move(recovery.copied)),
      known_(std::move(recovery.checkpoint)),
      checkpoint_file_(disk, folder_, recovery.generation),
      written_through_(known_.next_sequence - 1),
      needs_checkpoint_(!recovery.losses.empty()) {
  SLUICE_ASSERT(!recovery.newer_format, "what a newer program wrote is left alone");
  if (!segments_.empty()) last_number_ = segments_.back().header.number;
  if (!unreadable_.empty()) last_number_ = std::max(last_number_, unreadable_.back());
}

std::string Store::path(std::uint64_t number) const {
  return folder_ + '/' + segment_name(number);
}

/// Remembers the first error that is final.
error_code Store::keep(error_code error) {
  if (error && !failed_ && !is_full(error)) failed_ = error;
  return failed_ ? failed_ : error;
}

error_code Store::begin() {
  if (const auto error = keep(resume_newest())) return error;
  if (!unreadable_.empty()) needs_checkpoint_ = true;
  if (needs_checkpoint_) {
    if (const auto error = checkpoint()) return error;
  }
  // A file that cannot be recycled stays; no record depends on it any more.
  for (const auto number : std::exchange(unreadable_, {})) {
    std::ignore = spares_.recycle(path(number));
  }
  return {};
}

/// Continues behind the last frame of the newest segment, so that a process that ends again and
/// again does not leave a trail of files. The earlier content of the segment may not be synced.
error_code Store::resume_newest() {
  if (segments_.empty() || segments_.back().header.number != last_number_) return {};
  auto file = disk_.open(path(last_number_));
  if (!file) return file.error();
  file_ = std::move(*file);
  folder_changed_ = true;
  needs_sync_ = true;
  return sync();
}

std::uint64_t Store::frame_bytes_max() const noexcept {
  return spares_.segment_bytes() - segment_head_bytes;
}

bool Store::has_room(std::size_t bytes) const noexcept {
  return file_ && !lacks_segment_ &&
         segments_.back().end + gathered_ + bytes <= segments_.back().capacity;
}

error_code Store::append(std::span<const std::span<char>> runs) {
  if (failed_) return failed_;
  error_code error;
  for (const auto run : runs) {
    error = add_run(run);
    if (error) break;
  }
  if (!error) error = flush();
  if (error) drop_gathered();
  return keep(error);
}

error_code Store::add_run(std::span<char> run) {
  char* begin = run.data();
  const char* const end = begin + run.size();
  for (char* frame = begin; frame < end;) {
    const Lead lead = read_lead(frame);
    SLUICE_ASSERT(lead.bytes <= frame_bytes_max(), "a longer frame is refused by its owner");
    if (!has_room(lead.bytes)) {
      gather(begin, frame);
      begin = frame;
      if (const auto error = make_room(lead)) return error;
    }
    seal_frame(frame, lead.bytes, segments_.back().header.salt);
    known_.next_sequence = lead.sequence + 1;
    gathered_ += lead.bytes;
    frame += lead.bytes;
  }
  gather(begin, end);
  return {};
}

error_code Store::make_room(const Lead& next) {
  if (const auto error = flush()) return error;
  if (const auto error = begin_segment(next.sequence)) return error;
  if (const auto error = copy_forward()) return error;
  // The copies may have taken the room for the frame. Another segment gets no copies, so that this
  // ends.
  return has_room(next.bytes) ? error_code{} : begin_segment(next.sequence);
}

void Store::gather(char* begin, const char* end) {
  if (begin != end) pieces_.push_back({begin, static_cast<std::size_t>(end - begin)});
}

error_code Store::flush() {
  if (pieces_.empty()) return {};
  Segment& segment = segments_.back();
  needs_sync_ = true;
  if (const auto error = file_->write(pieces_, segment.end)) {
    // Some frames may be there, and others follow that are not their successors.
    lacks_segment_ = true;
    return error;
  }
  note_landmark(segment,
                {read_lead(static_cast<char*>(pieces_.front().iov_base)).sequence, segment.end});
  segment.end += gathered_;
  written_through_ = known_.next_sequence - 1;
  drop_gathered();
  return {};
}

/// Forgets the frames that are not written.
void Store::drop_gathered() noexcept {
  pieces_.clear();
  gathered_ = 0;
  known_.next_sequence = written_through_ + 1;
}

/// If it fails, the newest segment is still the one before.
error_code Store::begin_segment(std::uint64_t first_sequence) {
  lacks_segment_ = true;
  const SegmentHeader header{.number = last_number_ + 1,
                             .salt = salt_(),
                             .first_sequence = first_sequence,
                             .settled_through = known_.settled.through()};
  auto file = spares_.take(path(header.number));
  if (!file) return file.error();
  if (const auto error = (*file)->write(encode(header), 0)) {
    std::ignore = disk_.remove(path(header.number));
    return error;
  }
  lacks_segment_ = false;
  last_number_ = header.number;
  if (file_) full_.push_back(std::move(file_));
  file_ = std::move(*file);
  folder_changed_ = true;
  segments_.push_back(
      {.header = header, .capacity = spares_.segment_bytes(), .end = segment_head_bytes});
  return {};
}

error_code Store::find_room() {
  if (failed_) return failed_;
  return lacks_segment_ ? keep(begin_segment(known_.next_sequence)) : error_code{};
}

error_code Store::sync() {
  Syncing syncing = begin_sync(Then::nothing);
  syncing.sync();
  return end_sync(syncing);
}

Syncing Store::begin_sync(Then then) {
  SLUICE_ASSERT(!is_syncing_, "one sync ends before the next one begins");
  is_syncing_ = true;
  Syncing syncing{.disk = &disk_, .files = {}, .error = failed_};
  if (failed_) return syncing;
  // The checkpoint first: what it takes for written is part of the sync.
  if (then == Then::checkpoint) syncing.due = begin_checkpoint();
  if (!std::exchange(needs_sync_, false)) return syncing;
  being_synced_ = std::exchange(full_, {});
  for (const auto& file : being_synced_) syncing.files.push_back(file.get());
  syncing.files.push_back(file_.get());
  if (std::exchange(folder_changed_, false)) syncing.folder = folder_;
  return syncing;
}

error_code Store::end_sync(const Syncing& done) {
  is_syncing_ = false;
  being_synced_.clear();
  if (done.due) {
    for (const auto& one : done.due->leaving) spares_.end_recycling(one);
    const auto left = static_cast<std::ptrdiff_t>(done.due->left);
    leaving_.erase(leaving_.begin(), leaving_.begin() + left);
    if (done.error) needs_checkpoint_ = true;
  }
  return keep(done.error);
}

void Store::settle(Range sequences) {
  known_.settled.add(sequences);
  needs_checkpoint_ = true;
}

/// Syncs first: a copy must be on the disk before a checkpoint that does not need the original.
error_code Store::checkpoint() {
  Syncing syncing = begin_sync(Then::checkpoint);
  syncing.sync();
  syncing.checkpoint();
  return end_sync(syncing);
}

/// Settled records and copies of later than now do not count: they are not part of the sync.
Syncing::Due Store::begin_checkpoint() {
  needs_checkpoint_ = false;
  trim();
  Syncing::Due due{.file = &checkpoint_file_,
                   .slot = checkpoint_file_.slot_for(known_),
                   .spares = &spares_,
                   .leaving = {}};
  for (const Segment& segment : leaving_) {
    due.leaving.push_back(spares_.begin_recycling(path(segment.header.number)));
  }
  return due;
}

std::uint64_t Store::disk_bytes() const noexcept {
  std::uint64_t bytes = 0;
  for (const Segment& segment : segments_) bytes += segment.capacity;
  for (const Segment& segment : leaving_) bytes += segment.capacity;
  return bytes;
}

}  // namespace sluice::journal
