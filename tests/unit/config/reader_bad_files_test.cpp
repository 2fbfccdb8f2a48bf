#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/unit/config/loading.hpp"

// Each file in bad/ begins with the problems it must be refused with, one `# expect: ` line each.
// To add a case, add a file.
namespace sluice::config {
namespace {

std::vector<std::string> bad_files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(BAD_FILES)) {
    names.push_back(entry.path().stem());
  }
  std::ranges::sort(names);
  return names;
}

std::string text_of(const std::string& name) {
  std::ifstream file(std::filesystem::path{BAD_FILES} / (name + ".yaml"), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

std::string expected_problems(const std::string& text) {
  constexpr std::string_view mark = "# expect: ";
  std::istringstream lines(text);
  std::string expected;
  for (std::string line; std::getline(lines, line) && line.starts_with(mark);) {
    expected += line.substr(mark.size()) + "\n";
  }
  return expected;
}

class BadFile : public testing::TestWithParam<std::string> {};

TEST_P(BadFile, IsRefusedWithExactlyTheseProblems) {
  const std::string text = text_of(GetParam());
  const std::string expected = expected_problems(text);
  ASSERT_FALSE(expected.empty()) << "the file does not say what to expect";
  const std::string problems = problems_of(load_sample(text));
  EXPECT_EQ(problems, expected);
  EXPECT_THAT(problems, testing::Not(testing::HasSubstr("hunter2")));
}

INSTANTIATE_TEST_SUITE_P(All, BadFile, testing::ValuesIn(bad_files()),
                         [](const auto& file) { return file.param; });

TEST(BadFiles, CoverEveryRule) {
  EXPECT_GE(bad_files().size(), 45U);
}

}  // namespace
}  // namespace sluice::config
