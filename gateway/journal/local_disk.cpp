#include "gateway/journal/local_disk.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <tuple>
#include <utility>

#include "gateway/core/descriptor.hpp"

namespace sluice::journal {
namespace {

constexpr mode_t file_mode = 0600;
constexpr mode_t folder_mode = 0700;
/// To read, a pipe that stands for a file must not wait for its writer.
constexpr int to_read = O_RDONLY | O_NONBLOCK;
constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t pieces_max = 1024;  // IOV_MAX

error_code last_error() {
  return {errno, boost::system::system_category()};
}

error_code error_of(bool failed) {
  return failed ? last_error() : error_code{};
}

/// The error of a sync, which is final. A file system without room may report that only here.
error_code sync_error(bool failed) {
  const error_code error = error_of(failed);
  return is_full(error) ? error_code{EIO, boost::system::system_category()} : error;
}

class LocalFile final : public File {
 public:
  explicit LocalFile(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

  error_code write(std::span<const iovec> pieces, std::uint64_t offset) override {
    std::vector<iovec> left(pieces.begin(), pieces.end());
    for (auto at = left.begin(); at != left.end();) {
      const auto count = std::min<std::ptrdiff_t>(left.end() - at, pieces_max);
      const auto written =
          ::pwritev(descriptor_.get(), &*at, static_cast<int>(count), static_cast<off_t>(offset));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return last_error();
      offset += static_cast<std::uint64_t>(written);
      auto done = static_cast<std::size_t>(written);
      for (; at != left.end() && done >= at->iov_len; ++at) done -= at->iov_len;
      if (at != left.end()) {
        at->iov_base = static_cast<char*>(at->iov_base) + done;
        at->iov_len -= done;
      }
    }
    return {};
  }

  DiskResult<std::size_t> read(std::span<char> into, std::uint64_t offset) override {
    std::size_t total = 0;
    while (total < into.size()) {
      const auto got = ::pread(descriptor_.get(), into.data() + total, into.size() - total,
                               static_cast<off_t>(offset + total));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return last_error();
      if (got == 0) break;
      total += static_cast<std::size_t>(got);
    }
    return total;
  }

  error_code sync() override { return sync_error(::fdatasync(descriptor_.get()) != 0); }

  error_code allocate(std::uint64_t bytes) override {
    const int error = ::posix_fallocate(descriptor_.get(), 0, static_cast<off_t>(bytes));
    return {error, boost::system::system_category()};
  }

  DiskResult<std::uint64_t> size() override {
    struct stat status {};
    if (::fstat(descriptor_.get(), &status) != 0) return last_error();
    return static_cast<std::uint64_t>(status.st_size);
  }
  using File::write;

 private:
  Descriptor descriptor_;
};

class LocalLock final : public Disk::Lock {
 public:
  explicit LocalLock(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

 private:
  Descriptor descriptor_;
};

/// The opened folder of a path, and the last name of the path.
struct Place {
  Descriptor folder;
  std::string name;
};

class LocalDisk final : public Disk {
 public:
  /// `access`: O_RDWR or to_read.
  LocalDisk(Descriptor root, int access) : root_(std::move(root)), access_(access) {}

  DiskResult<std::vector<std::string>> list(const std::string& folder) override {
    auto opened = open_folder(folder);
    if (!opened) return opened.error();
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(opened->get()), ::closedir);
    if (!entries) return last_error();
    std::ignore = opened->release();  // the stream owns it now
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(entries.get())) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
    if (errno != 0) return last_error();
    return names;
  }

  error_code make_folder(const std::string& folder) override {
    const auto place = place_to_change(folder);
    if (!place) return place.error();
    if (::mkdirat(place->folder.get(), place->name.c_str(), folder_mode) != 0 && errno != EEXIST) {
      return last_error();
    }
    const auto opened = open_folder(folder);
    return opened ? error_of(::fsync(place->folder.get()) != 0) : opened.error();
  }

  DiskResult<std::unique_ptr<File>> open(const std::string& path) override {
    return open_file(path, 0);
  }
  DiskResult<std::unique_ptr<File>> create(const std::string& path) override {
    return open_file(path, O_CREAT | O_EXCL);
  }

  error_code rename(const std::string& from, const std::string& to) override {
    const auto old_place = place_to_change(from);
    const auto new_place = place_to_change(to);
    if (!old_place) return old_place.error();
    if (!new_place) return new_place.error();
    return error_of(::renameat(old_place->folder.get(), old_place->name.c_str(),
                               new_place->folder.get(), new_place->name.c_str()) != 0);
  }

  error_code remove(const std::string& path) override {
    const auto place = place_to_change(path);
    if (!place) return place.error();
    return error_of(::unlinkat(place->folder.get(), place->name.c_str(), 0) != 0);
  }

  error_code sync_folder(const std::string& folder) override {
    const auto opened = open_folder(folder);
    return opened ? sync_error(::fsync(opened->get()) != 0) : opened.error();
  }

  DiskResult<std::unique_ptr<Lock>> lock(const std::string& path) override {
    auto descriptor = open_descriptor(path, O_CREAT);
    if (!descriptor) return descriptor.error();
    if (::flock(descriptor->get(), LOCK_EX | LOCK_NB) != 0) return last_error();
    return std::make_unique<LocalLock>(std::move(*descriptor));
  }

 private:
  /// Opens each folder of the path in turn: the flag forbids a link only as the last name of a
  /// path.
  [[nodiscard]] DiskResult<Descriptor> open_folder(std::string_view folder) const {
    Descriptor at{::openat(root_.get(), ".", folder_flags)};
    while (at && !folder.empty()) {
      const std::string name{folder.substr(0, folder.find('/'))};
      folder.remove_prefix(std::min(name.size() + 1, folder.size()));
      at = Descriptor{::openat(at.get(), name.c_str(), folder_flags)};
    }
    if (!at) return last_error();
    return at;
  }

  [[nodiscard]] DiskResult<Place> place_of(const std::string& path) const {
    const auto slash = path.rfind('/');
    const bool in_root = slash == std::string::npos;
    auto folder =
        open_folder(in_root ? std::string_view{} : std::string_view{path}.substr(0, slash));
    if (!folder) return folder.error();
    return Place{std::move(*folder), in_root ? path : path.substr(slash + 1)};
  }

  [[nodiscard]] DiskResult<Place> place_to_change(const std::string& path) const {
    if (access_ == to_read) {
      return error_code{EROFS, boost::system::system_category()};
    }
    return place_of(path);
  }

  [[nodiscard]] DiskResult<Descriptor> open_descriptor(const std::string& path, int flags) const {
    const auto place = flags == 0 ? place_of(path) : place_to_change(path);
    if (!place) return place.error();
    Descriptor opened{::openat(place->folder.get(), place->name.c_str(),
                               flags | access_ | O_NOFOLLOW | O_CLOEXEC, file_mode)};
    if (!opened) return last_error();
    return opened;
  }

  [[nodiscard]] DiskResult<std::unique_ptr<File>> open_file(const std::string& path,
                                                            int flags) const {
    auto descriptor = open_descriptor(path, flags);
    if (!descriptor) return descriptor.error();
    return std::make_unique<LocalFile>(std::move(*descriptor));
  }

  Descriptor root_;
  int access_;
};

Result<std::unique_ptr<Disk>> open_root(const std::string& root, int access) {
  Descriptor opened{::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!opened) return Error{last_error().message()}.within(root);
  return std::make_unique<LocalDisk>(std::move(opened), access);
}

}  // namespace

Result<std::unique_ptr<Disk>> open_local_disk(const std::string& root) {
  if (::mkdir(root.c_str(), folder_mode) != 0 && errno != EEXIST) {
    return Error{last_error().message()}.within(root);
  }
  return open_root(root, O_RDWR);
}

Result<std::unique_ptr<Disk>> open_local_disk_to_read(const std::string& root) {
  return open_root(root, to_read);
}

Result<std::string> folder_name(std::string_view text) {
  std::string name;
  for (const char byte : text) {
    const bool is_plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                          (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
    if (is_plain) {
      name += byte;
    } else {
      name += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    }
  }
  if (name.empty() || name.size() > name_bytes_max) {
    return Error{"a name of a folder has 1 to 200 bytes"};
  }
  return {boost::system::in_place_value, std::move(name)};
}

}  // namespace sluice::journal
