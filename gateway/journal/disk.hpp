#pragma once

#include <sys/uio.h>

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

// What the journal asks of a file system, so that a test can cut its power. Paths are relative to
// the disk's root, with '/' between names. Nothing here throws for an error of the disk.
namespace sluice::journal {

using boost::system::error_code;
template <class T>
using DiskResult = boost::system::result<T>;

/// An open file of fixed size. Closed when it is destroyed.
class File {
 public:
  virtual ~File() = default;

  /// Writes all pieces one after the other from `offset` on, or fails.
  [[nodiscard]] virtual error_code write(std::span<const iovec> pieces, std::uint64_t offset) = 0;
  /// Bytes read: fewer than asked for only where the file ends.
  [[nodiscard]] virtual DiskResult<std::size_t> read(std::span<char> into,
                                                     std::uint64_t offset) = 0;
  /// Returns when all that was written survives a power cut. An error is final for the file: the
  /// kernel may have dropped what it could not write, and a second call would not know.
  [[nodiscard]] virtual error_code sync() = 0;
  /// Makes the file so large and takes the disk space for it; what was not written reads as zero.
  [[nodiscard]] virtual error_code allocate(std::uint64_t bytes) = 0;
  [[nodiscard]] virtual DiskResult<std::uint64_t> size() = 0;

  [[nodiscard]] error_code write(std::span<const char> bytes, std::uint64_t offset) {
    const iovec piece{const_cast<char*>(bytes.data()), bytes.size()};
    return write(std::span{&piece, 1}, offset);
  }
};

class Disk {
 public:
  /// Held until it is destroyed or the process ends, however it ends.
  class Lock {
   public:
    virtual ~Lock() = default;
  };

  virtual ~Disk() = default;

  /// Names of what is in the folder, in no order.
  [[nodiscard]] virtual DiskResult<std::vector<std::string>> list(const std::string& folder) = 0;
  /// No error where it is there already.
  [[nodiscard]] virtual error_code make_folder(const std::string& folder) = 0;
  [[nodiscard]] virtual DiskResult<std::unique_ptr<File>> open(const std::string& path) = 0;
  /// An empty file that was not there before.
  [[nodiscard]] virtual DiskResult<std::unique_ptr<File>> create(const std::string& path) = 0;
  [[nodiscard]] virtual error_code rename(const std::string& from, const std::string& to) = 0;
  [[nodiscard]] virtual error_code remove(const std::string& path) = 0;
  /// Returns when what was created, renamed and removed in the folder survives a power cut.
  [[nodiscard]] virtual error_code sync_folder(const std::string& folder) = 0;
  /// Fails where another process, or another disk of this one, holds it.
  [[nodiscard]] virtual DiskResult<std::unique_ptr<Lock>> lock(const std::string& path) = 0;
};

}  // namespace sluice::journal
