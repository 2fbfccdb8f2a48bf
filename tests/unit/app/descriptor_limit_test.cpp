#include "gateway/app/descriptor_limit.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

namespace sluice::app {
namespace {

using testing::HasSubstr;
using testing::Optional;

config::Gateway with_connections(std::size_t count) {
  config::Gateway made;
  made.connections.resize(count);
  return made;
}

TEST(DescriptorLimitTest, IsRaisedToTheHardLimit) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit low{before.rlim_max / 2, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &low), 0);
  EXPECT_EQ(raise_descriptor_limit(), before.rlim_max);
  EXPECT_EQ(hard_descriptor_limit(), before.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST(DescriptorLimitTest, HasRoomForTwoSocketsAConnection) {
  const std::size_t without = descriptors_needed(with_connections(0), 1);
  EXPECT_EQ(descriptors_needed(with_connections(1'000), 1), without + 2'000);
}

TEST(DescriptorLimitTest, CountsAnEndpointOnceAShard) {
  auto config = with_connections(2);
  const std::size_t without = descriptors_needed(config, 3);
  for (auto& connection : config.connections) connection.auth.endpoint = "http://a";
  EXPECT_EQ(descriptors_needed(config, 3), without + 3 * 8);
}

TEST(DescriptorLimitTest, KeepsWhatOthersNeedFromConnections) {
  const auto config = with_connections(1'000);
  const std::size_t others = descriptors_needed(with_connections(0), 1);
  EXPECT_EQ(descriptors_for_connections(config, 1, 4'096), 4'096 - others);
}

TEST(DescriptorLimitTest, LeavesConnectionsAtLeastHalf) {
  EXPECT_EQ(descriptors_for_connections(with_connections(1'000), 1, 20), 10U);
}

TEST(DescriptorLimitTest, IsWarnedOfWhereTheConfigurationNeedsMore) {
  const auto config = with_connections(1'000);
  EXPECT_EQ(descriptor_warning(config, 1, 4'096), std::nullopt);
  EXPECT_THAT(descriptor_warning(config, 1, 1'024), Optional(HasSubstr("may have 1024")));
}

}  // namespace
}  // namespace sluice::app
