#include "gateway/app/test_command.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "config/problem.hpp"
#include "config/text_file.hpp"
#include "config/yaml_document.hpp"
#include "gateway/app/load.hpp"
#include "gateway/app/rehearsal/comparison.hpp"
#include "gateway/app/rehearsal/expectation_file.hpp"
#include "gateway/app/rehearsal/expectation_review.hpp"

namespace sluice::app {
namespace {

constexpr int status_unusable = 2;

int report(const std::vector<config::Problem>& problems) {
  for (const auto& problem : problems) fmt::print(stderr, "{}\n", to_string(problem));
  return status_unusable;
}

/// Returns whether all is as expected.
bool run(const Plan& plan, const Expectation& test, const std::string& path) {
  const auto differences = compare(plan, test);
  if (differences.empty()) return true;
  fmt::print("{}:{}: {}\n", path, test.at.line, config::printable(test.title));
  for (const auto& line : differences) fmt::print("{}\n", line);
  return false;
}

}  // namespace

int run_tests(const std::string& path) {
  const auto text = config::read_text_file(path, config::largest_file);
  if (!text) return report({{path, {}, "", text.error().message}});
  const auto file = read_expectations(*text, path);
  if (!file) return report(file.error());
  const auto folder = std::filesystem::path(path).parent_path();
  auto loaded = load((folder / file->config).string());
  if (!loaded) return report(loaded.error());
  const auto wrong = find_wrong_names(*file, *loaded, path);
  if (!wrong.empty()) return report(wrong);
  const Plan plan(std::move(*loaded));
  std::size_t failed = 0;
  for (const auto& test : file->tests) failed += run(plan, test, path) ? 0 : 1;
  fmt::print("{}: {} as expected, {} not\n", path, file->tests.size() - failed, failed);
  return failed == 0 ? 0 : 1;
}

}  // namespace sluice::app
