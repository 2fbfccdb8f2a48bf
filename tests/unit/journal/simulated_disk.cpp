#include "tests/unit/journal/simulated_disk.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace sluice::journal {
namespace {

namespace errc = boost::system::errc;

error_code error_of(errc::errc_t code) {
  return errc::make_error_code(code);
}

}  // namespace

class SimulatedDisk::OpenFile final : public File {
 public:
  OpenFile(SimulatedDisk& disk, std::shared_ptr<Inode> inode)
      : disk_(disk), inode_(std::move(inode)) {}

  error_code write(std::span<const iovec> pieces, std::uint64_t offset) override {
    const auto call = disk_.begin_call();
    std::string bytes;
    for (const iovec& piece : pieces)
      bytes.append(static_cast<char*>(piece.iov_base), piece.iov_len);
    if (disk_.fails_writes_) return error_of(errc::io_error);
    const auto refusal = disk_.refused();
    if (refusal) {
      if (!disk_.dying_) return *refusal;
      bytes.resize(disk_.random_() % (bytes.size() + 1));
    }
    if (!refusal && !has_room_for(offset + bytes.size())) {
      bytes.resize(disk_.random_() % (bytes.size() + 1));
      if (disk_.room_ == Room::none) put(bytes, offset);
      return error_of(errc::no_space_on_device);
    }
    put(bytes, offset);
    return refusal.value_or(error_code{});
  }
  DiskResult<std::size_t> read(std::span<char> into, std::uint64_t offset) override {
    const auto call = disk_.begin_call();
    if (const auto refusal = disk_.refused()) return *refusal;
    const auto& from = inode_->current;
    if (offset >= from.size()) return std::size_t{0};
    return from.copy(into.data(), into.size(), offset);
  }
  error_code sync() override {
    const auto call = disk_.begin_call();
    // An error of a sync is final, and so is never one for lack of room.
    if (const auto refusal = disk_.refused()) {
      return is_full(*refusal) ? error_of(errc::io_error) : *refusal;
    }
    inode_->durable = inode_->current;
    inode_->dirty.clear();
    return {};
  }
  error_code allocate(std::uint64_t bytes) override {
    const auto call = disk_.begin_call();
    if (const auto refusal = disk_.refused()) return *refusal;
    if (bytes > inode_->current.size()) {
      if (disk_.room_ != Room::free) {
        put(std::string(disk_.random_() % (bytes - inode_->current.size()), '\0'),
            inode_->current.size());
        return error_of(errc::no_space_on_device);
      }
      put(std::string(bytes - inode_->current.size(), '\0'), inode_->current.size());
    }
    return {};
  }
  DiskResult<std::uint64_t> size() override {
    const auto call = disk_.begin_call();
    if (const auto refusal = disk_.refused()) return *refusal;
    return std::uint64_t{inode_->current.size()};
  }
  using File::write;

 private:
  [[nodiscard]] bool has_room_for(std::uint64_t size) const {
    return disk_.room_ == Room::free ||
           (disk_.room_ == Room::none_to_grow && size <= inode_->current.size());
  }
  void put(const std::string& bytes, std::uint64_t offset) {
    auto& into = inode_->current;
    if (into.size() < offset + bytes.size()) into.resize(offset + bytes.size());
    std::memcpy(into.data() + offset, bytes.data(), bytes.size());
    if (bytes.empty()) return;
    const std::size_t last = (offset + bytes.size() - 1) / sector_bytes;
    for (std::size_t sector = offset / sector_bytes; sector <= last; ++sector) {
      inode_->dirty.insert(inode_->dirty.end(), sector);
    }
  }

  SimulatedDisk& disk_;
  std::shared_ptr<Inode> inode_;
};

std::unique_lock<std::mutex> SimulatedDisk::begin_call() {
  std::unique_lock lock(mutex_);
  if (auto work = std::exchange(meanwhile_, nullptr)) {
    lock.unlock();
    work();
    lock.lock();
    meanwhile_ = std::move(work);
  }
  return lock;
}

std::optional<error_code> SimulatedDisk::refused() {
  const std::uint64_t call = calls_++;
  dying_ = !dead_ && die_at_ == call;
  dead_ = dead_ || dying_;
  if (dead_) return error_of(errc::io_error);
  if (fail_at_ != call) return {};
  refused_ = true;
  return error_;
}

void SimulatedDisk::apply(Names& names, const Change& change) {
  if (!change.from.empty()) names.erase(change.from);
  if (!change.to.empty()) names[change.to] = change.inode;
}

void SimulatedDisk::change(Change change) {
  apply(files_, change);
  pending_.push_back(std::move(change));
}

void SimulatedDisk::lose_sectors(Inode& inode) {
  auto& now = inode.current;
  auto& before = inode.durable;
  const std::size_t size = random_() % 2 == 0 ? now.size() : before.size();
  before.resize(now.size());
  const auto torn = inode.dirty.empty() ? 0 : random_() % inode.dirty.size();
  std::size_t nth = 0;
  for (const std::size_t sector : inode.dirty) {
    const std::size_t begin = sector * sector_bytes;
    if (begin >= now.size()) continue;
    const std::size_t end = std::min(begin + sector_bytes, now.size());
    std::size_t kept = random_() % 2 == 0 ? end - begin : 0;
    if (nth++ == torn) kept = random_() % (end - begin + 1);
    std::copy(before.begin() + static_cast<std::ptrdiff_t>(begin + kept),
              before.begin() + static_cast<std::ptrdiff_t>(end),
              now.begin() + static_cast<std::ptrdiff_t>(begin + kept));
  }
  now.resize(size);
}

void SimulatedDisk::cut(Cut how) {
  if (how == Cut::power) {
    const std::size_t kept = random_() % (pending_.size() + 1);
    for (std::size_t i = 0; i < kept; ++i) apply(durable_, pending_[i]);
    files_ = durable_;
    for (auto& [path, inode] : files_) lose_sectors(*inode);
  }
  durable_ = files_;
  pending_.clear();
  for (auto& [path, inode] : files_) {
    inode->durable = inode->current;
    inode->dirty.clear();
  }
  die_at_.reset();
  fail_at_.reset();
  refused_ = false;
  dead_ = false;
  room_ = Room::free;
}

std::vector<std::string> SimulatedDisk::paths() const {
  std::vector<std::string> all;
  for (const auto& [path, inode] : files_) all.push_back(path);
  return all;
}

void SimulatedDisk::put(const std::string& path, std::string bytes) {
  files_[path] = std::make_shared<Inode>(Inode{bytes, bytes, {}});
}

DiskResult<std::vector<std::string>> SimulatedDisk::list(const std::string& folder) {
  const auto call = begin_call();
  if (const auto refusal = refused()) return *refusal;
  std::vector<std::string> names;
  for (const auto& [path, inode] : files_) {
    if (path.starts_with(folder + '/')) names.push_back(path.substr(folder.size() + 1));
  }
  return names;
}

error_code SimulatedDisk::make_folder(const std::string&) {
  const auto call = begin_call();
  return refused().value_or(error_code{});
}

DiskResult<std::unique_ptr<File>> SimulatedDisk::open(const std::string& path) {
  const auto call = begin_call();
  if (const auto refusal = refused()) return *refusal;
  const auto found = files_.find(path);
  if (found == files_.end()) return error_of(errc::no_such_file_or_directory);
  return std::make_unique<OpenFile>(*this, found->second);
}

DiskResult<std::unique_ptr<File>> SimulatedDisk::create(const std::string& path) {
  const auto call = begin_call();
  if (const auto refusal = refused()) return *refusal;
  if (files_.contains(path)) return error_of(errc::file_exists);
  auto inode = std::make_shared<Inode>();
  change({"", path, inode});
  return std::make_unique<OpenFile>(*this, inode);
}

error_code SimulatedDisk::rename(const std::string& from, const std::string& to) {
  const auto call = begin_call();
  if (const auto refusal = refused()) return *refusal;
  const auto found = files_.find(from);
  if (found == files_.end()) return error_of(errc::no_such_file_or_directory);
  change({from, to, found->second});
  return {};
}

error_code SimulatedDisk::remove(const std::string& path) {
  const auto call = begin_call();
  if (const auto refusal = refused()) return *refusal;
  const auto found = files_.find(path);
  if (found == files_.end()) return error_of(errc::no_such_file_or_directory);
  change({path, "", found->second});
  return {};
}

/// As journaling file systems do: with a folder, all that was changed before it.
error_code SimulatedDisk::sync_folder(const std::string& folder) {
  const auto call = begin_call();
  if (const auto refusal = refused())
    return is_full(*refusal) ? error_of(errc::io_error) : *refusal;
  const auto in_folder = [&](const Change& one) {
    return one.from.starts_with(folder + '/') || one.to.starts_with(folder + '/');
  };
  const auto last = std::find_if(pending_.rbegin(), pending_.rend(), in_folder).base();
  for (auto one = pending_.begin(); one != last; ++one) apply(durable_, *one);
  pending_.erase(pending_.begin(), last);
  return {};
}

DiskResult<std::unique_ptr<Disk::Lock>> SimulatedDisk::lock(const std::string&) {
  const auto call = begin_call();
  if (const auto refusal = refused()) return *refusal;
  return std::make_unique<Lock>();
}

}  // namespace sluice::journal
