#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gateway/journal/store.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/unit/journal/simulated_disk.hpp"

namespace sluice::journal {

inline constexpr std::uint64_t small_segment = 16 * 1024;

/// A frame as its owner makes it: without a checksum.
[[nodiscard]] std::string make_frame(std::uint64_t sequence, std::string_view payload);
[[nodiscard]] std::string_view payload_of(std::span<const char> frame);

/// What a journal gives back: payloads by sequence, and what it cannot read.
struct AllRead {
  std::map<std::uint64_t, std::string> found;
  std::vector<Range> lost;
};
/// Reads all that is there, a few records at a time, and in order.
[[nodiscard]] AllRead read_all(Store& store);

/// A journal on a simulated disk, and beside it what must be true of it: which records were
/// promised, which were settled, and what each holds.
class JournalModel {
 public:
  explicit JournalModel(test::SeededRandom& random) : random_(random), disk_(random.seed() + 1) {}

  /// Opens what is there and compares it with what was promised. False where the disk died
  /// meanwhile: then it is to be cut and opened again.
  bool open();

  /// Something that a gateway does: mostly appending and settling.
  void step();
  /// The process or the machine ends; the next call is open().
  void end(SimulatedDisk::Cut how);

  [[nodiscard]] SimulatedDisk& disk() noexcept { return disk_; }
  [[nodiscard]] std::size_t recovered() const noexcept { return recovered_; }

 private:
  using Sequences = std::set<std::uint64_t>;

  [[nodiscard]] bool succeeded(error_code error) const;
  void append();
  void write();
  void change_room();
  void look_for_room();
  void settle();
  void settle_one(std::uint64_t sequence);
  void sync(Then then);
  void go_on();
  void read();
  void compare(const std::vector<SegmentLoss>& losses,
               const std::map<std::uint64_t, std::string>& found);
  void go_on_from(const std::map<std::uint64_t, std::string>& found);

  test::SeededRandom& random_;
  SimulatedDisk disk_;
  std::unique_ptr<Spares> spares_;
  std::unique_ptr<Store> store_;
  std::map<std::uint64_t, std::string> payloads_;
  Sequences unwritten_;   ///< in memory only, as there was no room; not settled
  bool stalled_ = false;  ///< there was no room for the last frames
  Sequences written_;     ///< survive the process; not settled
  Sequences synced_;      ///< survive the power too; not settled
  Sequences settled_;
  Sequences forgotten_;  ///< settled, and a checkpoint says so
  bool is_syncing_ = false;
  std::uint64_t next_ = 1;
  std::optional<SimulatedDisk::Cut> ended_;
  std::size_t recovered_ = 0;
};

}  // namespace sluice::journal
