#pragma once

#include <sys/uio.h>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

// The file system operations of the journal, as an interface, so that a test can cut the power.
// Paths are relative to the disk's root, with '/' between names. No function throws for an error of
// the disk.
namespace sluice::journal {

using boost::system::error_code;
template <class T>
using DiskResult = boost::system::result<T>;

/// Whether the error means that there is no room, which may come back.
[[nodiscard]] inline bool is_full(const error_code& error) noexcept {
  return error == boost::system::errc::no_space_on_device ||
         error == error_code{EDQUOT, boost::system::system_category()};
}

/// An open file of fixed size. Its destructor closes it. It may be written while another thread
/// syncs it.
class File {
 public:
  virtual ~File() = default;

  /// Writes all pieces one after the other from `offset` on; otherwise returns an error.
  [[nodiscard]] virtual error_code write(std::span<const iovec> pieces, std::uint64_t offset) = 0;
  /// Returns the number of bytes read, which is smaller than the buffer only at the end of the
  /// file.
  [[nodiscard]] virtual DiskResult<std::size_t> read(std::span<char> into,
                                                     std::uint64_t offset) = 0;
  /// Returns when all written bytes would survive a power cut. An error is final for the file: the
  /// kernel may have dropped unwritten data, and a second call would not notice. Hence it is never
  /// one that is_full().
  [[nodiscard]] virtual error_code sync() = 0;
  /// Extends the file to this size and reserves the disk space; unwritten bytes read as zero.
  [[nodiscard]] virtual error_code allocate(std::uint64_t bytes) = 0;
  [[nodiscard]] virtual DiskResult<std::uint64_t> size() = 0;

  [[nodiscard]] error_code write(std::span<const char> bytes, std::uint64_t offset) {
    const iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
    return write(std::span{&piece, 1}, offset);
  }
};

/// Used by two threads at once, though not for the same path.
class Disk {
 public:
  /// Held until it is destroyed or the process ends in any way.
  class Lock {
   public:
    virtual ~Lock() = default;
  };

  virtual ~Disk() = default;

  /// The names of all entries of the folder, unordered.
  [[nodiscard]] virtual DiskResult<std::vector<std::string>> list(const std::string& folder) = 0;
  /// No error if the folder exists already.
  [[nodiscard]] virtual error_code make_folder(const std::string& folder) = 0;
  [[nodiscard]] virtual DiskResult<std::unique_ptr<File>> open(const std::string& path) = 0;
  /// Creates an empty file; an error if it exists already.
  [[nodiscard]] virtual DiskResult<std::unique_ptr<File>> create(const std::string& path) = 0;
  [[nodiscard]] virtual error_code rename(const std::string& from, const std::string& to) = 0;
  [[nodiscard]] virtual error_code remove(const std::string& path) = 0;
  /// Returns when all changes to the folder's entries would survive a power cut. An error is final,
  /// as above.
  [[nodiscard]] virtual error_code sync_folder(const std::string& folder) = 0;
  /// Fails if another process, or another Disk of this process, holds the lock.
  [[nodiscard]] virtual DiskResult<std::unique_ptr<Lock>> lock(const std::string& path) = 0;
};

}  // namespace sluice::journal
