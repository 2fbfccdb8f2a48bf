#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/faults/chance.hpp"
#include "tests/faults/trial.hpp"

// What crashloop and soak have in common: their arguments and how they end.
namespace sluice::test {

struct LongRun {
  int count = 0;
  bool kafka = false;
  std::uint64_t seed = 0;
};

/// COUNT [--kafka] [--seed=N]; without a seed any. None when the arguments are others.
[[nodiscard]] std::optional<LongRun> long_run_of(const std::vector<std::string>& arguments);

/// The main function of such a program: prints the run's seed first and the reason of a failure
/// last. `run` returns whether the promises held. The exit status is 0, 1 for broken promises and
/// for a failure, 2 for arguments that mean nothing.
[[nodiscard]] int run_long(const std::string& usage, const std::vector<std::string>& arguments,
                           const std::function<bool(const LongRun&)>& run);

}  // namespace sluice::test
