#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/journal/disk.hpp"

namespace sluice::journal {

/// A disk in memory whose power a test can cut. What was not synced is kept sector by sector, each
/// or not, one of them half; of what was created, renamed and removed, a part from the first on.
/// The same seed and the same calls give the same disk. Calls may come from several threads.
class SimulatedDisk final : public Disk {
 public:
  enum class Cut : std::uint8_t {
    power,    ///< what was not synced may be gone
    process,  ///< all that was written is there
  };

  explicit SimulatedDisk(std::uint64_t seed) : random_(seed) {}

  /// The call with this number (from 0) is not done, or half, and no later one is.
  void die_at(std::uint64_t call) { die_at_ = call; }
  /// The call with this number fails, and those after it do not.
  void fail_at(std::uint64_t call, error_code error) {
    fail_at_ = call;
    error_ = error;
  }
  [[nodiscard]] std::uint64_t calls() const noexcept { return calls_; }
  /// Every call from now on fails. From any thread.
  void die() noexcept { dead_ = true; }
  /// From now on no write succeeds, and all can be read. From any thread.
  void fail_writes() noexcept { fails_writes_ = true; }

  /// The disk's room.
  enum class Room : std::uint8_t {
    free,
    none_to_grow,  ///< files can be written, and none can become longer
    none,          ///< nothing can be written, as on a disk that copies what is overwritten
  };
  /// From any thread.
  void set_room(Room room) noexcept { room_ = room; }
  [[nodiscard]] Room room() const noexcept { return room_; }
  [[nodiscard]] bool is_dead() const noexcept { return dead_; }
  /// Whether no call was refused since the last cut.
  [[nodiscard]] bool is_sound() const noexcept { return !dead_ && !refused_; }

  /// From now on `work` runs before each call, as the work of another thread may; the calls that it
  /// makes itself are as any. Null: no more.
  void set_meanwhile(std::function<void()> work) { meanwhile_ = std::move(work); }

  /// What the next process finds. All files and locks are closed before.
  void cut(Cut how);

  /// The bytes of a file, to be damaged.
  [[nodiscard]] std::string& bytes_of(const std::string& path) { return files_.at(path)->current; }
  [[nodiscard]] std::vector<std::string> paths() const;
  void put(const std::string& path, std::string bytes);

  DiskResult<std::vector<std::string>> list(const std::string& folder) override;
  error_code make_folder(const std::string& folder) override;
  DiskResult<std::unique_ptr<File>> open(const std::string& path) override;
  DiskResult<std::unique_ptr<File>> create(const std::string& path) override;
  error_code rename(const std::string& from, const std::string& to) override;
  error_code remove(const std::string& path) override;
  error_code sync_folder(const std::string& folder) override;
  DiskResult<std::unique_ptr<Lock>> lock(const std::string& path) override;

 private:
  static constexpr std::size_t sector_bytes = 512;

  struct Inode {
    std::string current;
    std::string durable;
    std::set<std::size_t> dirty;  ///< sectors
  };
  using Names = std::map<std::string, std::shared_ptr<Inode>>;
  /// From one name to another; from none where it was created, to none where it was removed.
  struct Change {
    std::string from;
    std::string to;
    std::shared_ptr<Inode> inode;
  };
  class OpenFile;

  /// One call at a time, of whichever thread. Runs the work of meanwhile.
  [[nodiscard]] std::unique_lock<std::mutex> begin_call();
  /// Whether the call is to be done; else what it answers.
  [[nodiscard]] std::optional<error_code> refused();
  void change(Change change);
  static void apply(Names& names, const Change& change);
  void lose_sectors(Inode& inode);

  std::mutex mutex_;
  std::function<void()> meanwhile_;
  std::mt19937_64 random_;
  std::uint64_t calls_ = 0;
  std::optional<std::uint64_t> die_at_;
  std::optional<std::uint64_t> fail_at_;
  error_code error_;
  std::atomic<bool> dead_{false};
  std::atomic<bool> fails_writes_{false};
  std::atomic<Room> room_{Room::free};
  bool dying_ = false;
  bool refused_ = false;  ///< a call, as fail_at() asked for
  Names files_;
  Names durable_;
  std::vector<Change> pending_;
};

}  // namespace sluice::journal
