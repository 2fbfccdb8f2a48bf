#include "gateway/app/plan/return_settings.hpp"

#include <gmock/gmock.h>

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

config::Gateway gateway() {
  config::Gateway made;
  for (const auto* name : {"market", "second"}) {
    auto& connection = made.connections.emplace_back();
    connection.name = name;
    connection.channels = {std::string{"private-"} + name};
  }
  for (const auto* name : {"kafka", "mqtt"}) made.sinks.emplace_back().name = name;
  for (const auto* name : {"commands", "floor"}) made.sources.emplace_back().name = name;
  return made;
}

TEST(ReturnRulesTest, SayWhatTheReturnSays) {
  auto config = gateway();
  config.returns.push_back({.label = "orders",
                            .from = "floor",
                            .match = {.topic = "cmd.*", .key = "k", .headers = {{"type", "o*"}}},
                            .to = {"second", "market"},
                            .channel = "private-{key}",
                            .event = "{topic}",
                            .binary = BinaryPolicy::base64,
                            .wrap_text = "text",
                            .publish = PublishMode::http,
                            .ttl = config::Duration{30'000},
                            .patience = config::Duration{5000},
                            .latest_only = true,
                            .own_records = config::OwnRecords::send,
                            .dead_letter = config::DeadLetter{"mqtt", "dead"}});
  const auto names = Names::of(config);
  const auto rules = return_rules(config, names);
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_EQ(rules[0].id, names.back("orders"));
  EXPECT_EQ(rules[0].source, names.source("floor"));
  EXPECT_EQ(rules[0].topic_glob, "cmd.*");
  EXPECT_EQ(rules[0].key_glob, "k");
  ASSERT_EQ(rules[0].headers.size(), 1U);
  EXPECT_EQ(rules[0].headers[0].name + "=" + rules[0].headers[0].glob, "type=o*");
  EXPECT_THAT(rules[0].connections,
              ElementsAre(names.connection("second"), names.connection("market")));
  EXPECT_EQ(rules[0].channel, "private-{key}");
  EXPECT_EQ(rules[0].event, "{topic}");
  EXPECT_EQ(rules[0].binary, BinaryPolicy::base64);
  EXPECT_EQ(rules[0].wrap_text, "text");
  EXPECT_EQ(rules[0].publish, PublishMode::http);
  EXPECT_EQ(rules[0].ttl, std::chrono::seconds{30});
  EXPECT_EQ(rules[0].patience, std::chrono::seconds{5});
  EXPECT_TRUE(rules[0].latest_only);
  EXPECT_FALSE(rules[0].skip_own_records);
  EXPECT_EQ(rules[0].dead_letter->sink, names.sink("mqtt"));
  EXPECT_EQ(rules[0].dead_letter->topic, "dead");
}

TEST(ReturnRulesTest, HaveTheDefaultsOfTheConfiguration) {
  auto config = gateway();
  config.returns.emplace_back();
  const auto rule = return_rules(config, Names::of(config)).at(0);
  const config::Return written;
  EXPECT_EQ(rule.binary, written.binary);
  EXPECT_EQ(rule.publish, written.publish);
  EXPECT_EQ(rule.ttl, written.ttl);
  EXPECT_EQ(rule.patience, written.patience);
  EXPECT_EQ(rule.latest_only, written.latest_only);
  EXPECT_TRUE(rule.skip_own_records);
  EXPECT_FALSE(rule.dead_letter.has_value());
}

TEST(ReturnRulesTest, LeaveOutConnectionsThatDoNotExist) {
  auto config = gateway();
  config.returns.emplace_back().to = {"nowhere"};
  EXPECT_THAT(return_rules(config, Names::of(config)).at(0).connections, IsEmpty());
}

TEST(WantedChannelsTest, AreThoseOfEachConnection) {
  const auto names = Names::of(gateway());
  const auto wanted = wanted_channels(gateway(), names);
  ASSERT_EQ(wanted.size(), 2U);
  EXPECT_EQ(wanted[1].connection, names.connection("second"));
  EXPECT_EQ(wanted[1].name, "second");
  EXPECT_THAT(wanted[1].channels, ElementsAre("private-second"));
}

TEST(WindowSettingsTest, AreThoseOfTheFile) {
  const auto settings = window_settings({.max_messages = 7, .max_bytes = {8}});
  EXPECT_EQ(settings.max_messages, 7U);
  EXPECT_EQ(settings.max_bytes, 8U);
}

}  // namespace
}  // namespace sluice::app
