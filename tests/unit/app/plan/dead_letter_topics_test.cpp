#include "gateway/app/plan/dead_letter_topics.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "connectors/kafka/kafka_sink_settings.hpp"
#include "connectors/mqtt/mqtt_sink_settings.hpp"
#include "gateway/app/plan/relay_settings.hpp"

namespace sluice::app {
namespace {

config::Gateway gateway() {
  config::Gateway made;
  const auto add = [&made](const std::string& name, auto settings) {
    made.sinks.push_back({.name = name, .type = "t", .outbox = {}, .settings = settings});
  };
  const auto old = std::make_shared<connectors::MqttSinkSettings>();
  old->version = connectors::MqttVersion::v3_1_1;
  const auto newer = std::make_shared<connectors::MqttSinkSettings>();
  newer->version = connectors::MqttVersion::v5;
  add("log", std::make_shared<connectors::KafkaSinkSettings>());
  add("floor", newer);
  add("old", old);
  return made;
}

TEST(DeadLetterTopicsTest, TakeTheFormThatTheSinkNeeds) {
  const auto config = gateway();
  const auto names = Names::of(config);
  const auto form = [&](const std::string& sink) {
    return dead_letter_topic(config, names, {sink, "dead"}).form;
  };
  EXPECT_EQ(form("log"), LetterForm::headers);
  EXPECT_EQ(form("floor"), LetterForm::plain_headers);
  EXPECT_EQ(form("old"), LetterForm::envelope);
}

TEST(DeadLetterTopicsTest, AreFoundByTheMarkOfTheRoutesRecords) {
  auto config = gateway();
  config.routes.push_back({.match = {}, .to = "log", .topic = "t"});
  config.routes.push_back({.match = {}, .to = "log", .topic = "t"});
  config.routes[1].dead_letter = config::DeadLetter{"floor", "dead"};
  const auto names = Names::of(config);
  const auto topics = letter_topics(config, names);
  const auto rules = route_rules(config, names);
  EXPECT_EQ(rules[0].dead_letter, DeadLetterMark::none);
  ASSERT_EQ(topics.size(), 1U);
  EXPECT_EQ(topics.at(rules[1].dead_letter).sink, names.sink("floor"));
  EXPECT_EQ(topics.at(rules[1].dead_letter).topic, "dead");
}

}  // namespace
}  // namespace sluice::app
