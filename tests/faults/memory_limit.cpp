#include "tests/faults/memory_limit.hpp"

#include <unistd.h>

#include <fstream>
#include <system_error>

namespace sluice::test {
namespace {

namespace fs = std::filesystem;

bool write(const fs::path& file, std::size_t number) {
  std::ofstream out{file};
  return static_cast<bool>((out << number).flush());
}

/// A new group with this limit; empty where there can be none.
fs::path group_with(const fs::path& parent, const char* limit, std::size_t bytes) {
  const fs::path group = parent / ("sluice-faults-" + std::to_string(::getpid()));
  std::error_code error;
  if (!fs::create_directory(group, error)) return {};
  if (fs::exists(group / limit) && write(group / limit, bytes)) return group;
  fs::remove(group, error);
  return {};
}

}  // namespace

MemoryLimit::MemoryLimit(std::size_t bytes)
    : bytes_(bytes), group_(group_with("/sys/fs/cgroup", "memory.max", bytes)) {
  if (group_.empty()) {
    group_ = group_with("/sys/fs/cgroup/memory", "memory.limit_in_bytes", bytes);
  }
}

MemoryLimit::~MemoryLimit() {
  std::error_code ignored;
  if (!group_.empty()) fs::remove(group_, ignored);
}

/// A limit of the process counts the stacks of all threads, however little of them is used.
std::vector<std::string> MemoryLimit::wrapper() const {
  if (group_.empty()) return {"prlimit", "--data=" + std::to_string(bytes_), "--stack=1048576"};
  return {"sh", "-c", R"(echo $$ > "$0/cgroup.procs" && exec "$@")", group_.string()};
}

}  // namespace sluice::test
