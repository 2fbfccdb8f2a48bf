#include "gateway/app/plan/relay_settings.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <set>

#include "connectors/kafka/kafka_sink_settings.hpp"
#include "connectors/mqtt/mqtt_sink_settings.hpp"
#include "connectors/stdout/stdout_sink.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;

config::Gateway gateway() {
  config::Gateway made;
  for (const auto* name : {"kafka", "mqtt", "stdout"}) made.sinks.emplace_back().name = name;
  return made;
}

std::set<EventKind> kinds_of(const relay::RouteRule& rule) {
  std::set<EventKind> kinds;
  for (std::size_t i = 0; i < enum_count<EventKind>; ++i) {
    if (rule.kinds.contains(EventKind(i))) kinds.insert(EventKind(i));
  }
  return kinds;
}

TEST(RouteRulesTest, SayWhatTheRouteSays) {
  auto config = gateway();
  config.routes.push_back({.match = {.connection = "market",
                                     .channel = {"private-*"},
                                     .event = "order.*",
                                     .kind = {KindSet{EventKind::client}},
                                     .excluded = {.channel = {"private-x"}}},
                           .to = "mqtt",
                           .topic = "t/{channel}",
                           .key = "{user_id}",
                           .format = Format::json,
                           .headers = {{"who", "{user_id}"}},
                           .origin = true,
                           .allow_unconfined_topic = true});
  const auto rules = route_rules(config, Names::of(config));
  ASSERT_EQ(rules.size(), 1U);
  EXPECT_EQ(rules[0].connection, "market");
  EXPECT_THAT(rules[0].channels.globs, ElementsAre("private-*"));
  EXPECT_THAT(rules[0].channels.excluded, ElementsAre("private-x"));
  EXPECT_EQ(rules[0].event_glob, "order.*");
  EXPECT_EQ(rules[0].sink, Names::of(config).sink("mqtt"));
  EXPECT_EQ(rules[0].topic, "t/{channel}");
  EXPECT_EQ(rules[0].key, "{user_id}");
  EXPECT_EQ(rules[0].format, Format::json);
  ASSERT_EQ(rules[0].headers.size(), 1U);
  EXPECT_EQ(rules[0].headers[0].name + "=" + rules[0].headers[0].value, "who={user_id}");
  EXPECT_EQ(rules[0].origin, "sluice");
  EXPECT_TRUE(rules[0].allow_unconfined_topic);
}

TEST(RouteRulesTest, HaveDataParsedWhereTheRouteSaysSo) {
  auto config = gateway();
  config.routes.push_back({.match = {},
                           .to = "kafka",
                           .topic = "t",
                           .format = Format::json,
                           .data = DataShape::parsed});
  EXPECT_EQ(route_rules(config, Names::of(config)).at(0).data, DataShape::parsed);
}

TEST(RouteRulesTest, TakeEverythingRawAndByChannelWhereTheRouteSaysNothing) {
  auto config = gateway();
  config.routes.push_back({.match = {}, .to = "kafka", .topic = "t"});
  const auto rule = route_rules(config, Names::of(config)).at(0);
  EXPECT_EQ(rule.connection + rule.event_glob, "");
  EXPECT_TRUE(rule.channels.globs.empty() && rule.channels.excluded.empty());
  EXPECT_EQ(rule.key, "{channel}");
  EXPECT_TRUE(rule.headers.empty());
  EXPECT_EQ(rule.origin, "");
  EXPECT_EQ(rule.format, Format::raw);
  EXPECT_EQ(rule.cloud_event->source, config::CloudEvents{}.source);
  EXPECT_EQ(rule.cloud_event->type, config::CloudEvents{}.type);
  EXPECT_FALSE(rule.allow_unconfined_topic);
  EXPECT_EQ(kinds_of(rule), (std::set{EventKind::message, EventKind::client, EventKind::user,
                                      EventKind::presence_joined, EventKind::presence_left}));
}

TEST(RouteRulesTest, TakeTheKindsNamedAndNoOther) {
  for (const auto& [name, kind] : enum_names(static_cast<const KindSet*>(nullptr))) {
    auto config = gateway();
    config.routes.push_back({.match = {}, .to = "kafka", .topic = "t"});
    config.routes[0].match.kind = {kind};
    const auto taken = kinds_of(route_rules(config, Names::of(config)).at(0));
    if (kind == KindSet::members()) {
      EXPECT_EQ(taken, (std::set{EventKind::presence_joined, EventKind::presence_left}));
    } else {
      ASSERT_EQ(taken.size(), 1U) << name;
      EXPECT_EQ(to_string(*taken.begin()), name);
    }
  }
}

TEST(RouteRulesTest, AreOfMembersWhereTheRouteMakesATable) {
  auto config = gateway();
  config.routes.push_back({.match = {}, .to = "kafka", .topic = "t", .table = true});
  auto rule = route_rules(config, Names::of(config)).at(0);
  EXPECT_TRUE(rule.table);
  EXPECT_EQ(rule.kinds, KindSet::members());
  EXPECT_EQ(rule.key, "{connection}/{channel}/{user_id}");
  config.routes[0].key = "";
  EXPECT_EQ(route_rules(config, Names::of(config)).at(0).key, "");
}

TEST(RouteRulesTest, KnowHowTheSinkCarriesHeadersAndNamesStates) {
  auto config = gateway();
  config.routes.push_back({.match = {}, .to = "kafka", .topic = "t"});
  config.routes.push_back({.match = {}, .to = "mqtt", .topic = "t"});
  config.routes.push_back({.match = {}, .to = "stdout", .topic = "t"});
  const auto settings = [&](std::string_view name) -> config::ConnectorSettingsPtr& {
    return std::ranges::find(config.sinks, name, &config::Sink::name)->settings;
  };
  settings("kafka") = std::make_shared<connectors::KafkaSinkSettings>();
  settings("stdout") = std::make_shared<connectors::StdoutSettings>();
  connectors::MqttSinkSettings mqtt;
  settings("mqtt") = std::make_shared<connectors::MqttSinkSettings>(mqtt);
  auto rules = route_rules(config, Names::of(config));
  EXPECT_EQ(rules[0].header_prefix, "ce_");
  EXPECT_EQ(rules[0].state_name, StateName::key);
  EXPECT_EQ(rules[1].header_prefix, std::nullopt);
  EXPECT_EQ(rules[1].state_name, StateName::topic);
  EXPECT_EQ(rules[0].topic_values, relay::Values::as_they_are);
  EXPECT_EQ(rules[1].topic_values, relay::Values::topic_levels);
  EXPECT_EQ(rules[2].topic_values, relay::Values::as_they_are);
  EXPECT_EQ(rules[2].header_prefix, std::nullopt);
  mqtt.version = connectors::MqttVersion::v5;
  settings("mqtt") = std::make_shared<connectors::MqttSinkSettings>(mqtt);
  EXPECT_EQ(route_rules(config, Names::of(config))[1].header_prefix, "");
}

TEST(RouteRulesTest, KeepTheOrderOfTheFileAndFindEachSink) {
  auto config = gateway();
  for (const auto* sink : {"stdout", "kafka", "mqtt", "kafka"}) {
    config.routes.push_back({.match = {}, .to = sink, .topic = sink});
  }
  const auto rules = route_rules(config, Names::of(config));
  ASSERT_EQ(rules.size(), 4U);
  const auto names = Names::of(config);
  EXPECT_EQ(rules[0].sink, names.sink("stdout"));
  EXPECT_EQ(rules[1].sink, names.sink("kafka"));
  EXPECT_EQ(rules[2].sink, names.sink("mqtt"));
  EXPECT_EQ(rules[3].sink, names.sink("kafka"));
}

TEST(OutboxSettingsTest, AreThoseOfTheFile) {
  auto settings = outbox_settings(
      {.max_records = 7, .max_bytes = {8}, .when_full = OverflowPolicy::drop_newest},
      config::Journal{.path = "journal", .max_bytes = {9}});
  EXPECT_EQ(settings.max_records, 7U);
  EXPECT_EQ(settings.max_bytes, 8U);
  EXPECT_EQ(settings.max_disk, 9U);
  EXPECT_EQ(settings.when_full, OverflowPolicy::drop_newest);
  EXPECT_EQ(outbox_settings({.when_full = OverflowPolicy::drop_oldest}, {}).when_full,
            OverflowPolicy::drop_oldest);
  EXPECT_EQ(outbox_settings({.when_full = OverflowPolicy::block}, {}).when_full,
            OverflowPolicy::block);
}

}  // namespace
}  // namespace sluice::app
