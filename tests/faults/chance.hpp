#pragma once

#include <cstdint>
#include <random>

namespace sluice::test {

/// The random decisions of a run. What the machine does in between is not repeated by a seed.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : numbers_(seed) {}

  [[nodiscard]] int between(int least, int most) {
    return std::uniform_int_distribution{least, most}(numbers_);
  }

 private:
  std::mt19937_64 numbers_;
};

}  // namespace sluice::test
