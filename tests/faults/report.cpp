#include "tests/faults/report.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace sluice::test {

void print(const std::string& line) {
  std::puts(line.c_str());
  std::fflush(stdout);
}

std::string figures_of(const Account& account) {
  return fmt::format("sent {}, received {}, delivered {}, lost {}, duplicates {}, inversions {}",
                     account.sent, account.received, account.delivered, account.lost,
                     account.duplicates, account.inversions);
}

bool holds(const Account& account) {
  return account.lost == 0 && account.inversions == 0;
}

}  // namespace sluice::test
