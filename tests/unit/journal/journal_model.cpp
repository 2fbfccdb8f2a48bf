#include "tests/unit/journal/journal_model.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "gateway/journal/frame.hpp"

namespace sluice::journal {
namespace {

const std::string folder = "sink/0";

}  // namespace

std::string make_frame(std::uint64_t sequence, std::string_view payload) {
  const Lead lead{static_cast<std::uint32_t>(sizeof(Lead) + payload.size()), 0, sequence};
  std::string frame(sizeof(lead), '\0');
  std::memcpy(frame.data(), &lead, sizeof(lead));
  return frame.append(payload);
}

std::string_view payload_of(std::span<const char> frame) {
  return std::string_view{frame.data(), frame.size()}.substr(sizeof(Lead));
}

AllRead read_all(Store& store) {
  AllRead all;
  auto& found = all.found;
  const std::uint64_t last = store.next_sequence() - 1;
  for (std::uint64_t next = 1; next <= last;) {
    const ReadBack back = store.read({next, last}, {.records = 7, .bytes = 5'000});
    all.lost.insert(all.lost.end(), back.lost.begin(), back.lost.end());
    for (std::span rest{back.frames}; !rest.empty();) {
      const auto frame = take_frame(rest);
      const std::uint64_t sequence = read_lead(frame.data()).sequence;
      EXPECT_TRUE(found.empty() || found.rbegin()->first < sequence) << "in order, each once";
      found[sequence] = payload_of(frame);
    }
    EXPECT_GT(back.next, next);
    if (back.next <= next) break;
    next = back.next;
  }
  return all;
}

bool JournalModel::open() {
  random_.note("begins");
  spares_ = std::make_unique<Spares>(disk_, small_segment, 2);
  if (spares_->open()) return false;
  auto recovery = recover(disk_, folder);
  if (!recovery) return false;
  const auto losses = recovery->losses;
  const auto records = recovery->records;
  store_ = std::make_unique<Store>(disk_, *spares_, folder, std::move(*recovery),
                                   [this] { return random_(); });
  if (store_->begin()) return false;
  const auto [found, lost] = read_all(*store_);
  if (!disk_.is_sound()) return false;
  EXPECT_TRUE(lost.empty());
  EXPECT_EQ(found.size(), records);
  compare(losses, found);
  go_on_from(found);
  return true;
}

void JournalModel::compare(const std::vector<SegmentLoss>& losses,
                           const std::map<std::uint64_t, std::string>& found) {
  recovered_ += found.size();
  for (const auto& [sequence, payload] : found) {
    ASSERT_TRUE(payloads_.contains(sequence)) << sequence << " was never written";
    ASSERT_EQ(payload, payloads_[sequence]);
    ASSERT_FALSE(forgotten_.contains(sequence)) << sequence << " was settled for good";
    ASSERT_LT(sequence, store_->next_sequence());
  }
  const Sequences& promised = ended_ == SimulatedDisk::Cut::power ? synced_ : written_;
  for (const auto sequence : promised) {
    ASSERT_TRUE(found.contains(sequence)) << sequence << " was promised and is lost";
  }
  for (const auto& loss : losses) {
    for (const Range& range : loss.sequences) {
      for (auto lost = range.first; lost <= range.last; ++lost) {
        ASSERT_TRUE(payloads_.contains(lost) && !found.contains(lost) && !forgotten_.contains(lost))
            << lost << " is called lost and is not";
      }
    }
  }
  ASSERT_GT(store_->next_sequence(), forgotten_.empty() ? 0 : *forgotten_.rbegin());
}

/// What was not recovered never was, and its sequences may be used again; what was settled and is
/// there all the same is settled once more.
void JournalModel::go_on_from(const std::map<std::uint64_t, std::string>& found) {
  written_.clear();
  unwritten_.clear();
  stalled_ = false;
  for (const auto& [sequence, payload] : found) written_.insert(sequence);
  synced_ = written_;
  next_ = store_->next_sequence();
  const auto is_unused = [this](std::uint64_t sequence) { return sequence >= next_; };
  std::erase_if(settled_, [&](std::uint64_t sequence) {
    return is_unused(sequence) || found.contains(sequence);
  });
  std::erase_if(payloads_, [&](const auto& one) { return is_unused(one.first); });
}

void JournalModel::end(SimulatedDisk::Cut how) {
  random_.note("ends by {}", how == SimulatedDisk::Cut::power ? "a power cut" : "a crash");
  disk_.set_meanwhile(nullptr);
  store_.reset();
  spares_.reset();
  // After a power cut, what was only written is no promise, however often the process ends later.
  if (how == SimulatedDisk::Cut::power || !ended_) ended_ = how;
  disk_.cut(how);
}

void JournalModel::step() {
  ended_.reset();
  switch (random_() % 18) {
    case 0:
      return sync(Then::checkpoint);
    case 1:
    case 2:
    case 3:
      return sync(Then::nothing);
    case 4:
      if (is_syncing_) return;
      random_.note("prepares a spare segment");
      if (spares_->wants_preparing() && succeeded(spares_->prepare_step())) {
        std::ignore = succeeded(spares_->end_step());
      }
      return;
    case 16:
      return change_room();
    case 17:
      return look_for_room();
    case 5:
      return read();
    case 6:
    case 7:
    case 8:
    case 9:
      return settle();
    default:
      return append();
  }
}

/// A disk without a fault gives no error, but for lack of room.
bool JournalModel::succeeded(error_code error) const {
  const bool no_room = disk_.room() != SimulatedDisk::Room::free && is_full(error);
  EXPECT_TRUE(!error || !disk_.is_sound() || no_room) << error.message();
  return !error;
}

void JournalModel::append() {
  for (auto records = 1 + random_() % 10; records > 0; --records) {
    // Long and short ones, and now and then one that nearly fills a segment.
    const std::size_t bytes = random_() % 40 == 0 ? 11'000 : random_() % (8U << random_() % 8);
    // No two records may be alike in any part: half of one could stand for half of another.
    const std::string word = std::to_string(random_());
    std::string payload;
    while (payload.size() < bytes) payload += word;
    payloads_[next_] = payload;
    unwritten_.insert(next_++);
  }
  if (!stalled_) write();
}

/// All that is in memory only, in a few runs.
void JournalModel::write() {
  if (unwritten_.empty()) return;
  std::vector<std::string> runs(1);
  for (const auto sequence : unwritten_) {
    if (random_() % 4 == 0) runs.emplace_back();
    runs.back() += make_frame(sequence, payloads_[sequence]);
  }
  std::vector<std::span<char>> spans(runs.begin(), runs.end());
  random_.note("appends {} to {} in {} runs", *unwritten_.begin(), *unwritten_.rbegin(),
               runs.size());
  const auto error = store_->append(spans);
  stalled_ = !succeeded(error);
  const auto behind = unwritten_.upper_bound(error ? store_->written_through() : next_);
  written_.insert(unwritten_.begin(), behind);
  unwritten_.erase(unwritten_.begin(), behind);
}

void JournalModel::change_room() {
  using Room = SimulatedDisk::Room;
  const Room room = random_() % 3 > 0    ? Room::free
                    : random_() % 2 == 0 ? Room::none
                                         : Room::none_to_grow;
  random_.note("has room: {}", static_cast<int>(room));
  disk_.set_room(room);
}

void JournalModel::look_for_room() {
  random_.note("looks for room");
  if (is_syncing_ || !stalled_ || !succeeded(store_->find_room())) return;
  sync(Then::checkpoint);
  write();
}

void JournalModel::settle() {
  for (auto count = random_() % 12; count > 0; --count) {
    if (!unwritten_.empty() && random_() % 2 == 0) {
      settle_one(*std::next(unwritten_.begin(),
                            static_cast<std::ptrdiff_t>(random_() % unwritten_.size())));
      continue;
    }
    const auto end = written_.end();
    if (end == written_.begin()) return;
    // In order but for some; and every 61st only when there is nothing else.
    auto at = written_.begin();
    for (auto skipped = random_() % 5 == 0 ? random_() % 8 : 0; skipped > 0; --skipped) {
      if (std::next(at) != end) ++at;
    }
    while (*at % 61 == 0 && std::next(at) != end) ++at;
    settle_one(*at);
  }
}

/// Reads some back, from anywhere on: exactly those that are written and not settled.
void JournalModel::read() {
  const std::uint64_t last = store_->written_through();
  if (last == 0) return;
  const std::uint64_t first = 1 + random_() % last;
  const ReadBack back =
      store_->read({first, last}, {.records = 1 + random_() % 20, .bytes = random_() % 20'000});
  if (!disk_.is_sound()) return;
  std::vector<std::uint64_t> found;
  for (std::span rest{back.frames}; !rest.empty();) {
    const auto frame = take_frame(rest);
    const std::uint64_t sequence = read_lead(frame.data()).sequence;
    EXPECT_EQ(payload_of(frame), payloads_[sequence]);
    found.push_back(sequence);
  }
  const std::vector<std::uint64_t> expected(written_.lower_bound(first),
                                            written_.lower_bound(back.next));
  EXPECT_EQ(found, expected);
  EXPECT_TRUE(back.lost.empty());
}

void JournalModel::settle_one(std::uint64_t sequence) {
  random_.note("settles {}", sequence);
  store_->settle({sequence, sequence});
  settled_.insert(sequence);
  unwritten_.erase(sequence);
  written_.erase(sequence);
  synced_.erase(sequence);
}

/// Other steps come between those of the disk, as the writer goes on while another thread syncs.
/// Only what was written before the sync began is promised by it.
void JournalModel::sync(Then then) {
  if (is_syncing_) return;
  is_syncing_ = true;
  const bool with_checkpoint = then == Then::checkpoint;
  random_.note("syncs{}", with_checkpoint ? ", for a checkpoint" : "");
  const Sequences written = written_;
  const Sequences settled = settled_;
  Syncing syncing = store_->begin_sync(then);
  if (random_() % 2 == 0) disk_.set_meanwhile([this] { go_on(); });
  syncing.sync();
  if (!syncing.error) random_.note("has synced");
  syncing.checkpoint();
  disk_.set_meanwhile(nullptr);
  is_syncing_ = false;
  // An error may also be that of another call meanwhile.
  if (!succeeded(store_->end_sync(syncing))) return;
  random_.note("has ended the sync");
  std::ranges::set_difference(written, settled_, std::inserter(synced_, synced_.end()));
  if (with_checkpoint) forgotten_ = settled;
}

void JournalModel::go_on() {
  for (auto steps = random_() % 3; steps > 0; --steps) step();
}

}  // namespace sluice::journal
