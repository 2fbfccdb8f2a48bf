#include "gateway/app/probe_register.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway/app/catalog.hpp"
#include "gateway/telemetry/exporter.hpp"

namespace sluice::app {
namespace {

using testing::HasSubstr;
using testing::Not;

config::Gateway config_of(const std::vector<std::string>& names) {
  config::Gateway config;
  for (const auto& name : names) {
    config.connections.emplace_back().name = name;
    config.sinks.emplace_back().name = name;
    config.sources.emplace_back().name = name;
  }
  return config;
}

TEST(ProbeRegisterTest, HasAProbeForEachThingAndForEachShardsSink) {
  const Plan plan(config_of({"a", "b"}));
  ProbeRegister probes(2);
  probes.add(plan);
  const SinkId sink = plan.names().sink("a");
  EXPECT_EQ(probes.of(plan.names().connection("b")).name, "b");
  EXPECT_EQ(probes.source(plan.names().source("b")).name, "b");
  EXPECT_EQ(probes.sink(sink, 1).name, "a");
  EXPECT_NE(&probes.outbox(sink, 0), &probes.outbox(sink, 1));
  EXPECT_EQ(probes.all().journals.size(), 4U);
}

TEST(ProbeRegisterTest, LeavesTheProbesOfThingsThatStayWhereTheyAre) {
  const Plan before(config_of({"a", "b", "c"}));
  ProbeRegister probes(1);
  probes.add(before);
  auto& kept = probes.of(before.names().connection("b"));
  kept.server_errors.add(3);
  const Plan after(config_of({"x", "b"}), before);
  probes.add(after);
  probes.keep_only(after);
  EXPECT_EQ(&probes.of(after.names().connection("b")), &kept);
  const std::string page = telemetry::expose(catalog(probes.all(), [] { return 0U; }));
  EXPECT_THAT(page, HasSubstr("sluice_server_errors_total{connection=\"b\"} 3"));
  EXPECT_THAT(page, HasSubstr("sluice_server_errors_total{connection=\"x\"} 0"));
  EXPECT_THAT(page, Not(HasSubstr("\"a\"")));
  EXPECT_THAT(page, Not(HasSubstr("\"c\"")));
}

TEST(ProbeRegisterTest, TwoProbesOfAConnectionAreOneSeriesAndEndTogether) {
  const Plan before(config_of({"a"}));
  ProbeRegister probes(1);
  probes.add(before);
  probes.add_second(before, {"a"});
  const auto id = before.names().connection("a");
  auto& first = probes.of(id);
  auto& second = probes.beside(id, first);
  EXPECT_EQ(&probes.beside(id, second), &first);
  probes.add_second(before, {"a"});
  EXPECT_EQ(&probes.beside(id, first), &second);
  first.server_errors.add(1);
  second.server_errors.add(2);
  EXPECT_THAT(telemetry::expose(catalog(probes.all(), [] { return 0U; })),
              HasSubstr("sluice_server_errors_total{connection=\"a\"} 3"));
  const Plan after(config_of({"b"}), before);
  probes.add(after);
  probes.keep_only(after);
  EXPECT_EQ(probes.all().connections.size(), 1U);
}

TEST(ProbeRegisterTest, BeginsAnewForAThingThatComesBack) {
  const Plan first(config_of({"a"}));
  ProbeRegister probes(1);
  probes.add(first);
  probes.path(first.names().source("a")).received.add(7);
  const Plan second(config_of({}), first);
  probes.add(second);
  probes.keep_only(second);
  const Plan third(config_of({"a"}), second);
  probes.add(third);
  probes.keep_only(third);
  EXPECT_EQ(probes.path(third.names().source("a")).received.value(), 0U);
}

}  // namespace
}  // namespace sluice::app
