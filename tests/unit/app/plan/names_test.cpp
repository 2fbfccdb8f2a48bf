#include "gateway/app/plan/names.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace sluice::app {
namespace {

config::Gateway with_sinks(const std::vector<std::string>& names) {
  config::Gateway config;
  for (const auto& name : names) config.sinks.emplace_back().name = name;
  return config;
}

TEST(NamesTest, GiveEachThingANumberOfItsOwn) {
  auto config = with_sinks({"a", "b"});
  config.sources.emplace_back().name = "a";
  config.connections.emplace_back().name = "a";
  config.returns.emplace_back().label = "a";
  const Names names = Names::of(config);
  EXPECT_NE(names.sink("a"), names.sink("b"));
  EXPECT_NE(names.source("a"), SourceId{});
  EXPECT_NE(names.connection("a"), ConnectionId{});
  EXPECT_NE(names.back("a"), ReturnId{});
}

TEST(NamesTest, HaveNoNumberForANameThatLeadsNowhere) {
  const Names names = Names::of(with_sinks({"a"}));
  EXPECT_EQ(names.sink("b"), SinkId{});
  EXPECT_EQ(names.source("a"), SourceId{});
}

TEST(NamesTest, KeepTheNumberOfANameWhereverItStands) {
  const Names before = Names::of(with_sinks({"a", "b", "c"}));
  const Names after = Names::of(with_sinks({"c", "x", "a"}), before);
  EXPECT_EQ(after.sink("a"), before.sink("a"));
  EXPECT_EQ(after.sink("c"), before.sink("c"));
}

TEST(NamesTest, NeverGiveTheNumberOfANameThatIsGone) {
  std::set<SinkId> given;
  Names names = Names::of(with_sinks({"a"}));
  given.insert(names.sink("a"));
  names = Names::of(with_sinks({"b"}), names);
  EXPECT_TRUE(given.insert(names.sink("b")).second);
  names = Names::of(with_sinks({}), names);
  names = Names::of(with_sinks({"a"}), names);
  EXPECT_TRUE(given.insert(names.sink("a")).second);
}

}  // namespace
}  // namespace sluice::app
