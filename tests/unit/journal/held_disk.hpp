#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/deadline.hpp"
#include "tests/unit/journal/simulated_disk.hpp"

namespace sluice::journal {

/// A disk whose syncs of files, or writes to them, do not return while they are held.
class HeldDisk final : public Disk {
 public:
  explicit HeldDisk(SimulatedDisk& disk) : disk_(disk) {}

  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void hold_writes() {
    const std::lock_guard lock(mutex_);
    writes_held_ = true;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    writes_held_ = false;
    changed_.notify_all();
  }
  /// Waits until one is held. False when none comes.
  [[nodiscard]] bool holds_one() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, test::answer_time, [this] { return waiting_ > 0; });
  }
  /// Waits until this file is synced. False when that does not come.
  [[nodiscard]] bool syncs(const std::string& path) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, test::answer_time, [&] { return synced_.contains(path); });
  }

  DiskResult<std::vector<std::string>> list(const std::string& folder) override {
    return disk_.list(folder);
  }
  error_code make_folder(const std::string& folder) override { return disk_.make_folder(folder); }
  DiskResult<std::unique_ptr<File>> open(const std::string& path) override {
    return held(path, disk_.open(path));
  }
  DiskResult<std::unique_ptr<File>> create(const std::string& path) override {
    return held(path, disk_.create(path));
  }
  error_code rename(const std::string& from, const std::string& to) override {
    return disk_.rename(from, to);
  }
  error_code remove(const std::string& path) override { return disk_.remove(path); }
  error_code sync_folder(const std::string& folder) override { return disk_.sync_folder(folder); }
  DiskResult<std::unique_ptr<Lock>> lock(const std::string& path) override {
    return disk_.lock(path);
  }

 private:
  class HeldFile final : public File {
   public:
    HeldFile(HeldDisk& disk, std::string path, std::unique_ptr<File> file)
        : disk_(disk), path_(std::move(path)), file_(std::move(file)) {}
    error_code write(std::span<const iovec> pieces, std::uint64_t offset) override {
      disk_.await_release(disk_.writes_held_);
      return file_->write(pieces, offset);
    }
    DiskResult<std::size_t> read(std::span<char> into, std::uint64_t offset) override {
      return file_->read(into, offset);
    }
    error_code sync() override {
      disk_.await_release(disk_.held_);
      const auto error = file_->sync();
      if (!error) disk_.note_synced(path_);
      return error;
    }
    error_code allocate(std::uint64_t bytes) override { return file_->allocate(bytes); }
    DiskResult<std::uint64_t> size() override { return file_->size(); }
    using File::write;

   private:
    HeldDisk& disk_;
    std::string path_;
    std::unique_ptr<File> file_;
  };

  DiskResult<std::unique_ptr<File>> held(const std::string& path,
                                         DiskResult<std::unique_ptr<File>> file) {
    if (!file) return file;
    return std::make_unique<HeldFile>(*this, path, std::move(*file));
  }

  void await_release(const bool& held) {
    std::unique_lock lock(mutex_);
    if (!held) return;
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&held] { return !held; });
    --waiting_;
  }
  void note_synced(const std::string& path) {
    const std::lock_guard lock(mutex_);
    synced_.insert(path);
    changed_.notify_all();
  }

  SimulatedDisk& disk_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  bool writes_held_ = false;
  std::set<std::string> synced_;
  int waiting_ = 0;
};

}  // namespace sluice::journal
