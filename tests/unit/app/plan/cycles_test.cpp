#include "gateway/app/plan/cycles.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "connectors/kafka/kafka_sink_settings.hpp"
#include "connectors/mqtt/mqtt_sink_settings.hpp"
#include "connectors/mqtt/mqtt_source_settings.hpp"

namespace sluice::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Two routes and two returns by way of one broker.
config::Gateway gateway() {
  config::Gateway made;
  made.sinks.emplace_back().name = "sink";
  made.sources.emplace_back().name = "source";
  for (const auto* topic : {"channels.{channel}", "audit"}) {
    auto& route = made.routes.emplace_back();
    route.to = "sink";
    route.topic = topic;
  }
  for (int i = 0; i < 2; ++i) made.returns.emplace_back().from = "source";
  return made;
}

bool always(const config::Source&, const config::Sink&, std::string_view) {
  return true;
}

TEST(FindCyclesTest, AsksTheConnectorAboutTheTopicsThatARouteMayWrite) {
  std::vector<std::string> globs;
  const auto cycles = find_cycles(gateway(), [&](const config::Source& source,
                                                 const config::Sink& sink, std::string_view glob) {
    EXPECT_EQ(source.name + sink.name, "sourcesink");
    globs.emplace_back(glob);
    return glob == "audit";
  });
  EXPECT_THAT(globs, ElementsAre("channels.*", "channels.*", "audit", "audit"));
  EXPECT_THAT(cycles, ElementsAre(Cycle{1, 0}, Cycle{1, 1}));
}

TEST(FindCyclesTest, FindsNoneWhereTheReturnTakesOtherTopics) {
  auto config = gateway();
  config.returns[0].match.topic = "commands";
  config.returns[1].match.topic = "channels.a";
  EXPECT_THAT(find_cycles(config, always), ElementsAre(Cycle{0, 1}));
}

TEST(FindCyclesTest, KnowsThatAValueInAnMqttTopicIsOneLevel) {
  auto config = gateway();
  config.sinks[0].type = "mqtt";
  config.sinks[0].settings = std::make_shared<connectors::MqttSinkSettings>();
  config.routes[0].topic = "presence/{channel}/{user_id|raw}";
  config.routes.pop_back();
  config.returns.pop_back();
  config.returns[0].match.topic = "presence/a/b/c";
  std::string asked;
  const auto cycles =
      find_cycles(config, [&](const config::Source&, const config::Sink&, std::string_view glob) {
        asked = glob;
        return true;
      });
  EXPECT_EQ(asked, "presence/+/*");
  EXPECT_THAT(cycles, ElementsAre(Cycle{0, 0}));
}

TEST(FindCyclesTest, TakesTwoPatternsForAMatch) {
  auto config = gateway();
  config.returns[0].match.topic = "*.b";
  config.returns.pop_back();
  EXPECT_THAT(find_cycles(config, always), ElementsAre(Cycle{0, 0}, Cycle{1, 0}));
}

TEST(MayReadTest, DeniesItBetweenBrokersOfTwoKinds) {
  config::Source source;
  source.type = "mqtt";
  const auto reader = std::make_shared<connectors::MqttSourceSettings>();
  reader->url = "mqtt://h";
  reader->topics = {"#"};
  source.settings = reader;
  config::Sink sink;
  sink.type = "mqtt";
  const auto writer = std::make_shared<connectors::MqttSinkSettings>();
  writer->url = "mqtt://h";
  sink.settings = writer;
  EXPECT_TRUE(may_read(source, sink, "*"));
  sink.type = "kafka";
  sink.settings = std::make_shared<connectors::KafkaSinkSettings>();
  EXPECT_FALSE(may_read(source, sink, "*"));
}

TEST(MayReadTest, DeniesItWhereSettingsCouldNotBeRead) {
  EXPECT_FALSE(may_read(config::Source{}, config::Sink{}, "*"));
}

}  // namespace
}  // namespace sluice::app
