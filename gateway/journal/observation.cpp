#include "gateway/journal/observation.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/journal/frame.hpp"
#include "gateway/journal/spares.hpp"
#include "gateway/journal/store.hpp"

namespace sluice::journal {
namespace {

/// A file goes after tens of megabytes at the earliest, so that a second attempt is rare.
constexpr int attempts_max = 20;

constexpr ReadLimits at_once{.records = 1'000, .bytes = 1024 * 1024};

error_code changes_too_fast() {
  return make_error_code(boost::system::errc::resource_unavailable_try_again);
}

/// Whether all files that the recovery has read are still there.
bool is_complete(Disk& disk, const std::string& folder, const Recovery& recovery) {
  const auto names = disk.list(folder);
  if (!names) return false;
  const auto is_there = [&](std::uint64_t number) {
    return std::ranges::count(*names, segment_name(number)) > 0;
  };
  return std::ranges::all_of(recovery.unreadable, is_there) &&
         std::ranges::all_of(recovery.segments,
                             [&](const Segment& one) { return is_there(one.header.number); });
}

/// A store that only reads, so that it needs neither spares nor salts.
class Reader {
 public:
  Reader(Disk& disk, const std::string& folder, Recovery recovery)
      : spares_(disk, 0, 0), store_(disk, spares_, folder, std::move(recovery), nullptr) {}

  [[nodiscard]] ReadBack read(Range sequences, ReadLimits limits) {
    return store_.read(sequences, limits);
  }

 private:
  Spares spares_;
  Store store_;
};

/// Goes through the frames from `next` on, and stops at the first that went away since the
/// recovery. Returns the first sequence that it did not come to.
std::uint64_t go_through(Reader& reader, Range sequences,
                         const std::function<void(std::span<const char>)>& each) {
  while (sequences.first <= sequences.last) {
    const ReadBack part = reader.read(sequences, at_once);
    const std::uint64_t end = part.lost.empty() ? part.next : part.lost.front().first;
    for (std::span<const char> rest{part.frames}; !rest.empty();) {
      const auto frame = take_frame(rest);
      if (read_lead(frame.data()).sequence < end) each(frame);
    }
    sequences.first = end;
    if (!part.lost.empty()) break;
  }
  return sequences.first;
}

}  // namespace

DiskResult<Recovery> observe(Disk& disk, const std::string& folder) {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    auto recovery = recover(disk, folder);
    if (!recovery || is_complete(disk, folder, *recovery)) return recovery;
  }
  return changes_too_fast();
}

std::vector<char> read_frame(Disk& disk, const std::string& folder, const Recovery& recovery,
                             std::uint64_t sequence) {
  return Reader(disk, folder, recovery).read({sequence, sequence}, at_once).frames;
}

error_code read_unsettled(Disk& disk, const std::string& folder, Recovery recovery,
                          const std::function<void(std::span<const char>)>& each) {
  Range left{1, recovery.checkpoint.next_sequence - 1};
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    Reader reader(disk, folder, std::move(recovery));
    const std::uint64_t next = go_through(reader, left, each);
    if (next > left.last) return {};
    if (next > left.first) attempt = 0;
    left.first = next;
    auto again = observe(disk, folder);
    if (!again) return again.error();
    recovery = std::move(*again);
  }
  return changes_too_fast();
}

}  // namespace sluice::journal
