#pragma once

#include <set>
#include <string>
#include <vector>

namespace sluice::test {

/// `from`, `from` + 1 … below `to`, as text: payloads whose order and number a test can check.
[[nodiscard]] inline std::vector<std::string> numbers(int from, int to) {
  std::vector<std::string> all;
  for (int number = from; number < to; ++number) all.push_back(std::to_string(number));
  return all;
}

/// Each text once, in the order of their first appearance: a broker or a client that sends again
/// may repeat, and must not reorder.
[[nodiscard]] inline std::vector<std::string> first_appearances(
    const std::vector<std::string>& all) {
  std::vector<std::string> firsts;
  std::set<std::string> seen;
  for (const std::string& one : all) {
    if (seen.insert(one).second) firsts.push_back(one);
  }
  return firsts;
}

}  // namespace sluice::test
