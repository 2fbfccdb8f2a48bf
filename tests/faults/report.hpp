#pragma once

#include <string>

#include "tests/faults/ledger.hpp"

// What the programs of this folder print.
namespace sluice::test {

/// A line, at once.
void print(const std::string& line);

/// The figures of an account with their names.
[[nodiscard]] std::string figures_of(const Account& account);

/// Nothing lost, and every channel in its order.
[[nodiscard]] bool holds(const Account& account);

}  // namespace sluice::test
