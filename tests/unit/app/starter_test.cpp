#include "gateway/app/starter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "config/reader.hpp"
#include "connectors/registry.hpp"
#include "gateway/app/review.hpp"

namespace sluice::app {
namespace {

using testing::IsEmpty;

std::vector<std::string> remarks_on(std::string_view text, const config::Environment& environment) {
  const auto loaded = config::load(text, "f", connectors::types(), environment,
                                   {.find_faults = find_faults, .find_warnings = find_warnings});
  std::vector<std::string> remarks;
  for (const auto& problem : loaded ? loaded->warnings : loaded.error()) {
    remarks.push_back(to_string(problem));
  }
  return remarks;
}

TEST(StarterTest, IsGoodAsItIs) {
  EXPECT_THAT(remarks_on(starter(), [](std::string_view) { return std::nullopt; }), IsEmpty());
}

TEST(StarterTest, IsGoodWithAllThatMayBeAdded) {
  std::istringstream lines{std::string{starter()}};
  std::string text;
  std::size_t added = 0;
  for (std::string line; std::getline(lines, line);) {
    // A sentence has one space before it.
    const bool is_addition =
        line.size() > 2 && line[0] == '#' && (line[1] != ' ' || line[2] == ' ');
    added += is_addition ? 1 : 0;
    text += line.substr(is_addition ? 1 : 0) + '\n';
  }
  EXPECT_EQ(added, 24U);
  EXPECT_THAT(remarks_on(text, [](std::string_view) { return "value"; }), IsEmpty());
}

}  // namespace
}  // namespace sluice::app
