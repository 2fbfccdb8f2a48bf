#include <gmock/gmock.h>

#include "tests/deploy/helm.hpp"
#include "tests/deploy/kubernetes.hpp"
#include "tests/support/parts.hpp"

// The chart in clusters of IPv6 alone, and of both families.
namespace sluice::test {
namespace {

using nlohmann::json;
using testing::ElementsAre;

constexpr auto of_service = "/api/v1/namespaces/default/services/edge-sluice";

class IpFamily : public testing::Test {
 protected:
  void SetUp() override {
    SLUICE_REQUIRE_PART(Helm);
    SLUICE_REQUIRE_PART(Kubernetes);
  }

  /// The release's Service in a cluster whose Services have such addresses.
  static json service_in(const std::string& ranges, const std::vector<std::string>& more = {}) {
    const Kubernetes kubernetes{ranges};
    std::vector<std::string> arguments{"install", "edge", chart().string(), "--values",
                                       values_file("minimal").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Helm{kubernetes.kubeconfig()}.must(arguments);
    return kubernetes.get(of_service)["spec"];
  }
};

TEST_F(IpFamily, IsTheClustersWhereThereIsOnlyIPv6) {
  const json service = service_in("fd00:10::/112");
  EXPECT_THAT(service["ipFamilies"], ElementsAre("IPv6"));
  EXPECT_THAT(service["clusterIP"].get<std::string>(), testing::StartsWith("fd00:10::"));
}

TEST_F(IpFamily, IsBothWhereTheClusterHasBothAndTheyAreAskedFor) {
  const json service = service_in(
      "10.0.0.0/24,fd00:10::/112",
      {"--set=service.ipFamilyPolicy=RequireDualStack", "--set=service.ipFamilies={IPv6,IPv4}"});
  EXPECT_THAT(service["ipFamilies"], ElementsAre("IPv6", "IPv4"));
  EXPECT_EQ(service["clusterIPs"].size(), 2);
}

}  // namespace
}  // namespace sluice::test
