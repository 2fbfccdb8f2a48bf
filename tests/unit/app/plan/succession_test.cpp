#include "gateway/app/plan/succession.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "config/reader.hpp"
#include "connectors/registry.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;

TEST(SuccessionTest, NamesWhatOfAListDiffers) {
  const Difference found{.changes = {{Change::Kind::changed, "", {"shards"}},
                                     {Change::Kind::removed, "connections.a"},
                                     {Change::Kind::added, "connections.b.c"},
                                     {Change::Kind::changed, "connections.d", {"channels"}},
                                     {Change::Kind::added, "sinks.e"},
                                     {Change::Kind::added, "routes[1]"}},
                         .touched = {}};
  const NamedChanges connections = changes_of(found, "connections");
  EXPECT_THAT(connections.added, ElementsAre("b.c"));
  EXPECT_THAT(connections.removed, ElementsAre("a"));
  EXPECT_THAT(connections.changed, ElementsAre("d"));
  EXPECT_THAT(changes_of(found, "sinks").added, ElementsAre("e"));
  EXPECT_EQ(changes_of(found, "sources"), NamedChanges{});
}

config::Gateway config_of(const std::string& parts) {
  return config::load(
             "connections:\n"
             "  market: {cluster: eu, key: k, channels: [private-a], auth: {secret: s}}\n"
             "  more: {cluster: eu, key: k, channels: [private-a], auth: {secret: s}}\n" +
                 parts,
             "f.yaml", connectors::types(),
             [](std::string_view) { return std::optional<std::string>{}; })
      .value();
}

/// The sources that are touched by the way from one configuration to another.
NamedChanges sources(const std::string& from, const std::string& to) {
  const Plan before(config_of(from));
  const Plan after(config_of(to), before);
  return succession(before, after, difference(before, after)).sources;
}

const std::string two_sources = R"(
sources:
  one: {type: mqtt, url: "mqtt://a", topics: [t]}
  two: {type: mqtt, url: "mqtt://b", topics: [t]}
)";
const std::string to_market =
    "  - {name: r, from: one, to: market, channel: private-a, event: e}\n";
const std::string to_more = "  - {name: s, from: two, to: more, channel: private-a, event: e}\n";

TEST(SuccessionTest, ChangesASourceWithAReturnThatComesGoesOrChanges) {
  const std::string both = two_sources + "returns:\n" + to_market + to_more;
  const std::string more =
      both + "  - {name: t, from: two, to: market, channel: private-a, event: e}\n";
  EXPECT_THAT(sources(both, more).changed, ElementsAre("two"));
  EXPECT_THAT(sources(more, both).changed, ElementsAre("two"));
  EXPECT_EQ(sources(both, both), NamedChanges{});
  const std::string moved =
      both + "  - {name: t, from: one, to: market, channel: private-a, event: e}\n";
  EXPECT_THAT(sources(more, moved).changed, ElementsAre("one", "two"));
}

TEST(SuccessionTest, ChangesTheSourcesThatPublishThroughAConnectionThatDoes) {
  const std::string both = two_sources + "returns:\n" + to_market + to_more;
  const Plan before(config_of(both));
  auto config = config_of(both);
  config.connections[1].channels.emplace_back("private-b");
  const Difference found{.changes = {{Change::Kind::changed, "connections.more", {"channels"}}},
                         .touched = {}};
  const Plan after(std::move(config), before);
  EXPECT_THAT(succession(before, after, found).sources.changed, ElementsAre("two"));
}

TEST(SuccessionTest, TriesAConnectionAgainThatMayNotRunAsItShouldUnlessItChangesAnyway) {
  const std::string both = two_sources + "returns:\n" + to_market + to_more;
  const Plan plan(config_of(both));
  const auto again = succession(plan, plan, {}, {"market", "gone"});
  EXPECT_THAT(again.retried_connections, ElementsAre("market"));
  EXPECT_THAT(again.sources.changed, ElementsAre("one")) << "it publishes through that";
  const Difference found{.changes = {{Change::Kind::changed, "connections.market", {"key"}}},
                         .touched = {}};
  EXPECT_THAT(succession(plan, plan, found, {"market"}).retried_connections, testing::IsEmpty());
}

TEST(SuccessionTest, LeavesAConnectionAndItsSourcesAloneWhenFilesContainSomethingElse) {
  const std::string both = two_sources + "returns:\n" + to_market + to_more;
  const Plan plan(config_of(both));
  const Difference found{
      .changes = {{Change::Kind::changed, "connections.more", {"auth.tls.ca_file (content)"}},
                  {Change::Kind::changed, "connections.market", {"tls.ca_file"}},
                  {Change::Kind::changed, "sinks.out", {"tls.key_file (content)"}}},
      .touched = {}};
  const auto next = succession(plan, plan, found);
  EXPECT_THAT(next.connections.changed, ElementsAre("market", "more"));
  EXPECT_THAT(next.replaced_connections, ElementsAre("market"));
  EXPECT_THAT(next.other_channels, testing::IsEmpty());
  EXPECT_THAT(next.replaced_sinks, ElementsAre("out"));
  EXPECT_THAT(next.sources.changed, ElementsAre("one"));
}

TEST(SuccessionTest, NamesASourceOnlyOnce) {
  const std::string route = "sinks: {out: {type: stdout}}\nroutes: [{to: out, topic: t}]\n";
  const std::string both = route + two_sources + "returns:\n" + to_market + to_more;
  EXPECT_EQ(sources(route, both), (NamedChanges{.added = {"one", "two"}}));
  EXPECT_EQ(sources(both, route), (NamedChanges{.removed = {"one", "two"}}));
}

}  // namespace
}  // namespace sluice::app
