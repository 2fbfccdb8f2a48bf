#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "config/reader.hpp"
#include "connectors/registry.hpp"
#include "gateway/app/review.hpp"
#include "tests/support/temporary_folder.hpp"

namespace sluice::app {
namespace {

/// The YAML in the README.
std::string sample() {
  std::ifstream file(SLUICE_README);
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  const std::string opening = "```yaml\n";
  const auto begin = text.find(opening);
  if (begin == std::string::npos) return {};
  const auto end = text.find("```", begin + opening.size());
  return text.substr(begin + opening.size(), end - begin - opening.size());
}

TEST(ReadmeTest, ItsConfigurationHasNoFault) {
  std::string text = sample();
  const std::string secrets = "/run/secrets";
  const auto place = text.find(secrets);
  ASSERT_NE(place, std::string::npos);
  const test::TemporaryFolder folder;
  folder.write("auth-token", "token");
  text.replace(place, secrets.size(), folder.path().string());
  const auto loaded =
      config::load(text, "README.md", connectors::types(), [](std::string_view) { return "value"; },
                   {.find_faults = find_faults, .find_warnings = find_warnings});
  std::vector<std::string> remarks;
  for (const auto& problem : loaded.has_error() ? loaded.error() : loaded->warnings) {
    remarks.push_back(problem.path + ": " + problem.message);
  }
  EXPECT_THAT(remarks, testing::IsEmpty());
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->routes.size(), 4U);
}

}  // namespace
}  // namespace sluice::app
