#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/journal/disk.hpp"

namespace sluice::journal {

/// Files that are ready to become segments of any journal of the disk: of full size, written once
/// (so that a sync writes data and nothing about the file), with a header of zeros. A segment that
/// is not needed any more becomes one.
class Spares {
 public:
  /// At most `kept` are kept, and prepare() sees to one.
  Spares(Disk& disk, std::uint64_t segment_bytes, std::size_t kept)
      : disk_(disk), segment_bytes_(segment_bytes), kept_(kept) {}

  /// Finds those that are there. Once, before all else.
  [[nodiscard]] error_code open();

  [[nodiscard]] std::uint64_t segment_bytes() const noexcept { return segment_bytes_; }

  /// A file of segment_bytes() that has this path from now on: a spare, or a fresh one. The caller
  /// syncs the folder.
  [[nodiscard]] DiskResult<std::unique_ptr<File>> take(const std::string& path);

  /// Takes the segment away, for ever. The checkpoint that does without it is on the disk.
  [[nodiscard]] error_code recycle(const std::string& path);

  [[nodiscard]] bool wants_preparing() const noexcept { return ready_.empty(); }
  /// One step of preparing a spare while there is none; it takes a few milliseconds.
  [[nodiscard]] error_code prepare();

 private:
  [[nodiscard]] error_code blank(const std::string& path);
  [[nodiscard]] error_code finish_preparing();
  [[nodiscard]] std::string next_path();

  Disk& disk_;
  std::uint64_t segment_bytes_;
  std::size_t kept_;
  std::vector<std::string> ready_;  ///< paths
  std::uint64_t last_number_ = 0;
  std::unique_ptr<File> preparing_;
  std::uint64_t prepared_bytes_ = 0;
};

/// Of the disk's root. No sink's folder has such a name.
inline constexpr const char* spare_folder = ".spare";

}  // namespace sluice::journal
