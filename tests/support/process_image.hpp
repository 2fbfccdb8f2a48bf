#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "tests/support/process.hpp"

namespace sluice::test {

/// Everything a forked child needs to become another program, allocated before the fork: after it
/// only async-signal-safe calls are allowed, since other threads of the test may hold any lock.
class ProcessImage {
 public:
  struct Streams {
    int input;
    int output;
    int errors;
  };

  explicit ProcessImage(const ProcessSettings& settings);

  [[noreturn]] void become(pid_t parent, Streams streams) const noexcept;

 private:
  std::vector<std::string> texts_;
  std::vector<char*> arguments_;
  std::vector<char*> environment_;
  std::string folder_;
};

}  // namespace sluice::test
