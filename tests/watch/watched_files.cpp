#include "tests/watch/watched_files.hpp"

#include <algorithm>
#include <fstream>

namespace sluice::test {

namespace fs = std::filesystem;

fs::path rules_file() {
  return fs::path{SLUICE_ROOT} / "deploy/prometheus/rules.yaml";
}

std::vector<fs::path> rule_test_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{rules_file().parent_path() / "tests"}) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

fs::path dashboard_file() {
  return fs::path{SLUICE_ROOT} / "deploy/grafana/sluice.json";
}

std::vector<std::string> alerts_in_operations() {
  const std::string mark = "### ";
  std::vector<std::string> titles;
  bool watching = false;
  std::ifstream page{fs::path{SLUICE_ROOT} / "docs/operations.md"};
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) watching = line == "## Watching";
    if (watching && line.starts_with(mark)) titles.push_back(line.substr(mark.size()));
  }
  return titles;
}

}  // namespace sluice::test
