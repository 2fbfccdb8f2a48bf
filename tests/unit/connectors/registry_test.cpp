#include "connectors/registry.hpp"

#include <gmock/gmock.h>

namespace sluice::connectors {
namespace {

TEST(RegistryTest, KnowsEveryConnectorByTheNameOfItsType) {
  std::vector<std::string_view> names;
  for (const auto& type : types().sinks) names.push_back(type.name);
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("kafka", "mqtt", "stdout"));
  for (const std::string_view name : names) EXPECT_EQ(of_type(name).type.name, name);
}

}  // namespace
}  // namespace sluice::connectors
