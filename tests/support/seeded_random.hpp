#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <random>
#include <source_location>
#include <string>
#include <utility>

namespace sluice::test {

/// The options of a test program besides GoogleTest's own.
struct SeedOptions {
  std::string program;
  std::uint64_t seed = 0;   ///< `--seed=N`: each randomised test runs with this seed only
  std::uint64_t seeds = 0;  ///< `--seeds=N`: tests over many seeds run so many
};
inline SeedOptions seed_options;

/// The random numbers of a test, and all that it does follows from them. Where the test fails, the
/// failure names the caller's line, the command that runs this seed again, and the last actions.
class SeededRandom : public std::mt19937_64 {
 public:
  explicit SeededRandom(std::uint64_t seed,
                        std::source_location caller = std::source_location::current());
  ~SeededRandom();
  SeededRandom(const SeededRandom&) = delete;
  SeededRandom& operator=(const SeededRandom&) = delete;

  [[nodiscard]] std::uint64_t seed() const noexcept { return seed_; }

  /// Notes an action of the test.
  template <class... Parts>
  void note(fmt::format_string<Parts...> text, Parts&&... parts) {
    if (actions_.size() == actions_max) actions_.pop_front();
    actions_.push_back(fmt::format(text, std::forward<Parts>(parts)...));
    ++noted_;
  }

 private:
  static constexpr std::size_t actions_max = 40;

  std::uint64_t seed_;
  std::source_location caller_;
  std::deque<std::string> actions_;  ///< the last ones
  std::size_t noted_ = 0;            ///< the number of all
};

/// A sanitizer makes each seed several times slower, so only a tenth of them runs then.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::uint64_t seeds_divisor = 10;
#else
inline constexpr std::uint64_t seeds_divisor = 1;
#endif

/// Runs `each(random)` for the seeds 1, 2 … `count`, until one fails.
template <class Each>
void for_each_seed(std::uint64_t count, Each each,
                   std::source_location caller = std::source_location::current()) {
  if (seed_options.seed > 0) {
    count = 1;
  } else if (seed_options.seeds > 0) {
    count = seed_options.seeds;
  } else {
    count /= seeds_divisor;
  }
  for (std::uint64_t seed = 1; seed <= count && !testing::Test::HasFailure(); ++seed) {
    SeededRandom random{seed, caller};
    each(random);
  }
}

}  // namespace sluice::test
