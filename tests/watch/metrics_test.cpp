#include <gtest/gtest.h>

#include "tests/support/gateway_process.hpp"
#include "tests/support/parts.hpp"
#include "tests/support/prometheus.hpp"

namespace sluice::test {
namespace {

/// Has one of each thing that has metrics, and reaches nothing.
constexpr const char* one_of_each = R"(
connections:
  shop: {url: "ws://127.0.0.1:9", key: key1, channels: [private-orders], auth: {secret: sec1}}
sinks:
  floor: {type: stdout}
routes: [{to: floor, topic: out}]
sources:
  commands: {type: mqtt, url: "mqtt://127.0.0.1:9", topics: [commands]}
returns: [{from: commands, to: shop, channel: private-orders, event: told}]
)";

TEST(MetricsTest, PassTheLinterOfPrometheus) {
  SLUICE_REQUIRE_PART(GatewayProcess);
  SLUICE_REQUIRE_PART(Prometheus);
  GatewayProcess gateway{{.config = one_of_each}};
  gateway.wait_started();
  const TemporaryFolder folder;
  const auto metrics = folder.write("metrics", gateway.get("/metrics").body);
  Process promtool{
      {.arguments = {"sh", "-c", "promtool check metrics < \"$0\"", metrics.string()}}};
  EXPECT_EQ(promtool.wait_exit(), 0) << promtool.tail(100);
  EXPECT_EQ(promtool.line_count(), 0U) << promtool.tail(100);
}

}  // namespace
}  // namespace sluice::test
