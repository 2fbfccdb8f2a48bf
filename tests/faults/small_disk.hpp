#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace sluice::test {

/// A disk of its own that only the processes started by its wrapper see, at a place that is an
/// empty folder for all others. It needs no privilege, and what is on it lives as long as this
/// object, whoever is killed.
class SmallDisk {
 public:
  /// `size` as mount takes it, as 4m.
  SmallDisk(std::filesystem::path place, const std::string& size);

  /// The command that becomes a process which sees it.
  [[nodiscard]] std::vector<std::string> wrapper() const;

  /// A file of somebody else's takes all the room that is left.
  void fill();
  /// That file goes.
  void free();

  /// Why there is none on this machine; empty when there is.
  [[nodiscard]] static std::string unavailable();

 private:
  [[nodiscard]] std::filesystem::path foreign_file() const;

  std::filesystem::path place_;
  Process holder_;
};

}  // namespace sluice::test
