#include "tests/deploy/confined.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>

namespace sluice::test {
namespace {

/// A child that any thread of the process has.
std::optional<pid_t> child_of(pid_t parent) {
  const std::filesystem::path threads{"/proc/" + std::to_string(parent) + "/task"};
  for (const auto& thread : std::filesystem::directory_iterator{threads}) {
    std::ifstream children{thread.path() / "children"};
    if (pid_t child{}; children >> child) return child;
  }
  return std::nullopt;
}

}  // namespace

void signal_confined(const Process& process, int number) {
  pid_t innermost = process.id();
  while (const auto child = child_of(innermost)) innermost = *child;
  ::kill(innermost, number);
}

}  // namespace sluice::test
