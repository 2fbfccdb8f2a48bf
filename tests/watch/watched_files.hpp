#pragma once

#include <filesystem>
#include <string>
#include <vector>

// What of the repository these tests read.
namespace sluice::test {

[[nodiscard]] std::filesystem::path rules_file();
[[nodiscard]] std::vector<std::filesystem::path> rule_test_files();
[[nodiscard]] std::filesystem::path dashboard_file();

/// The titles of the third level in docs/operations.md, section Watching: one an alert.
[[nodiscard]] std::vector<std::string> alerts_in_operations();

}  // namespace sluice::test
