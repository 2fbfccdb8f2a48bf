#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/journal/disk.hpp"

namespace sluice::journal {

/// Files that are ready to become segments of any journal of the disk. They have full size, a
/// header of zeros, and were written once, so that a later sync writes only data and no metadata. A
/// segment that is not needed any more becomes a spare.
///
/// Used by one thread at a time, except for carry_out() and prepare_step(), which wait for the disk
/// and may run on another one meanwhile.
class Spares {
 public:
  /// A segment on its way out.
  struct Recycling {
    std::string segment;
    std::string spare;          ///< the path it gets; empty: it is removed
    bool became_spare = false;  ///< set by carry_out()
  };

  /// Keeps at most `kept` spares; preparing makes only the first one.
  Spares(Disk& disk, std::uint64_t segment_bytes, std::size_t kept)
      : disk_(disk), segment_bytes_(segment_bytes), kept_(kept) {}

  /// Finds the existing spares. Must be the first call, once.
  [[nodiscard]] error_code open();

  [[nodiscard]] std::uint64_t segment_bytes() const noexcept { return segment_bytes_; }

  /// Returns a file of segment_bytes() with this path: a renamed spare, or a fresh file. The caller
  /// must sync the folder. An error for lack of room leaves no file.
  [[nodiscard]] DiskResult<std::unique_ptr<File>> take(const std::string& path);

  /// Removes the segment for good. A checkpoint that does not need it must be on the disk.
  [[nodiscard]] error_code recycle(const std::string& path);

  /// The same in three parts, of which the second waits for the disk. Each begin_recycling() needs
  /// its end_recycling(), with or without the second.
  [[nodiscard]] Recycling begin_recycling(std::string path);
  [[nodiscard]] error_code carry_out(Recycling& recycling) const;
  void end_recycling(const Recycling& recycling);

  [[nodiscard]] bool wants_preparing() const noexcept { return ready_.empty() && coming_ == 0; }
  /// One step of making a spare while there is none; takes a few milliseconds. Not to be called by
  /// two threads at once.
  [[nodiscard]] error_code prepare_step();
  /// To be called after each step, on the thread that takes spares.
  [[nodiscard]] error_code end_step();

 private:
  [[nodiscard]] error_code blank(const std::string& path) const;
  [[nodiscard]] std::string next_path();

  Disk& disk_;
  std::uint64_t segment_bytes_;
  std::size_t kept_;
  std::vector<std::string> ready_;  ///< their paths
  std::size_t coming_ = 0;          ///< segments that are becoming spares
  std::uint64_t last_number_ = 0;
  std::unique_ptr<File> preparing_;
  std::uint64_t prepared_bytes_ = 0;
};

/// In the disk's root. No folder of a sink has this name.
inline constexpr const char* spare_folder = ".spare";

}  // namespace sluice::journal
