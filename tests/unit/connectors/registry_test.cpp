#include "connectors/registry.hpp"

#include <gmock/gmock.h>

namespace sluice::connectors {
namespace {

TEST(RegistryTest, KnowsEveryConnectorByTheNameOfItsType) {
  std::vector<std::string_view> names;
  for (const auto& type : types().sinks) names.push_back(type.name);
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("kafka", "mqtt", "stdout"));
}

}  // namespace
}  // namespace sluice::connectors
