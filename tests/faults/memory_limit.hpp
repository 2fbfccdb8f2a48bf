#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace sluice::test {

/// So much memory for a gateway, and no more: a control group where this process may make one, as
/// in a pod, and otherwise a limit of the process. A control group counts the pages of files too,
/// and the kernel kills whoever needs more; over its own limit a process gets no memory.
class MemoryLimit {
 public:
  explicit MemoryLimit(std::size_t bytes);
  /// No gateway runs in it any more.
  ~MemoryLimit();
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

  /// The command that becomes a gateway with this limit.
  [[nodiscard]] std::vector<std::string> wrapper() const;

 private:
  std::size_t bytes_;
  std::filesystem::path group_;  ///< empty: there is none
};

}  // namespace sluice::test
