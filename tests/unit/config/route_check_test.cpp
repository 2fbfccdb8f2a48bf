#include <gtest/gtest.h>

#include "tests/unit/config/loading.hpp"

namespace sluice::config {
namespace {

std::string problems_with(std::string_view routes, const RouteCheck& check) {
  const auto text =
      "connections:\n  market: {cluster: eu, key: abc}\n"
      "sinks:\n  events: {type: sample, brokers: [b]}\nroutes:\n" +
      std::string{routes};
  return problems_of(load(text, "f.yaml", sample_types(), test_environment(), check));
}

TEST(RouteCheckTest, PlacesAFaultAtTheFieldItIsAbout) {
  const auto check = [](const Route& route) -> std::vector<RouteFault> {
    if (route.topic == "good") return {};
    return {{"topic", "is not " + std::string("good")}, {"key", "neither is this"}};
  };
  EXPECT_EQ(problems_with("  - {to: events, topic: good}\n"
                          "  - {to: events, topic: bad, key: worse}\n",
                          check),
            "7:25: routes[1].topic: is not good\n"
            "7:35: routes[1].key: neither is this\n");
}

TEST(RouteCheckTest, IsNotAskedOfARouteWithoutATopic) {
  const auto check = [](const Route&) -> std::vector<RouteFault> { return {{"topic", "?"}}; };
  EXPECT_EQ(problems_with("  - {to: events}\n", check), "6:5: routes[0].topic: is required\n");
}

}  // namespace
}  // namespace sluice::config
