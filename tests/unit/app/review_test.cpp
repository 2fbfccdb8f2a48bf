#include "gateway/app/review.hpp"

#include <gmock/gmock.h>

#include <memory>

#include "connectors/kafka/kafka_sink_settings.hpp"

namespace sluice::app {
namespace {

using testing::HasSubstr;

config::Gateway gateway() {
  config::Gateway made;
  auto& connection = made.connections.emplace_back();
  connection.name = "market";
  connection.channels = {"private-orders"};
  made.sources.emplace_back().name = "commands";
  return made;
}

TEST(FindFaultsTest, SaysWhatTheRelayRefusesOfARoute) {
  auto config = gateway();
  config.routes.push_back({.match = {}, .to = "nowhere", .topic = "t"});
  config.routes.push_back({.match = {}, .to = "nowhere", .topic = "{chanel}"});
  const auto faults = find_faults(config);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].list, "routes");
  EXPECT_EQ(faults[0].index, 1U);
  EXPECT_EQ(faults[0].field, "topic");
  EXPECT_THAT(faults[0].message, HasSubstr("chanel"));
}

TEST(FindFaultsTest, SaysWhatTheRelayRefusesOfAReturn) {
  auto config = gateway();
  auto& back = config.returns.emplace_back();
  back.from = "commands";
  back.to = {"market"};
  back.channel = "private-orders";
  back.event = "{headr:type}";
  config.returns.push_back(back);
  config.returns[1].channel = "orders";
  config.returns[1].event = "e";
  const auto faults = find_faults(config);
  ASSERT_EQ(faults.size(), 2U);
  EXPECT_EQ(faults[0].list, "returns");
  EXPECT_EQ(faults[0].index, 0U);
  EXPECT_EQ(faults[0].field, "event");
  EXPECT_EQ(faults[1].index, 1U);
  EXPECT_EQ(faults[1].field, "channel");
}

TEST(FindWarningsTest, SaysWhereTheRowsOfThoseWhoLeaveMeanwhileStay) {
  auto config = gateway();
  config.sinks.push_back({.name = "log",
                          .type = "kafka",
                          .outbox = {},
                          .settings = std::make_shared<connectors::KafkaSinkSettings>()});
  auto& route = config.routes.emplace_back();
  route.to = "log";
  route.topic = "members";
  route.table = true;
  const auto about_rows = [&] {
    const auto warnings = find_warnings(config);
    return std::ranges::count_if(warnings, [](const config::Remark& each) {
      return each.field == "key" && each.message.find("will stay") != std::string::npos;
    });
  };
  EXPECT_EQ(about_rows(), 0);
  route.key = "{connection}/{channel}-{user_id}";
  EXPECT_EQ(about_rows(), 1);
}

TEST(FindWarningsTest, NamesThePatternThatMatchesNoChannel) {
  auto config = gateway();
  config.connections[0].channels = {"prices", "trades"};
  config.sinks.push_back({.name = "s", .type = "stdout", .outbox = {}, .settings = {}});
  const auto warnings_of = [&](const std::string& pattern, const std::string& connection = "") {
    config.routes.clear();
    config.routes.push_back({.match = {.connection = connection,
                                       .channel = {"trades", pattern},
                                       .event = "",
                                       .kind = {},
                                       .excluded = {}},
                             .to = "s",
                             .topic = "t"});
    std::string all;
    for (const auto& warning : find_warnings(config)) all += warning.message;
    return all;
  };
  EXPECT_EQ(warnings_of("pirces"),
            "'pirces' matches no channel of any connection (did you mean 'prices'?)");
  EXPECT_EQ(warnings_of("private-*", "market"), "'private-*' matches no channel of 'market'");
  EXPECT_EQ(warnings_of("tr*"), "");
  EXPECT_EQ(warnings_of("*"), "");
  EXPECT_EQ(warnings_of("#server-to-user-*"), "");
  config.routes[0].match.excluded.channel = {"prcies"};
  const auto warning = find_warnings(config).at(0);
  EXPECT_THAT(warning.message, testing::HasSubstr("did you mean 'prices'?"));
  EXPECT_EQ(warning.field, "match.not.channel");
}

config::Sink kafka_sink(const std::string& name, std::int64_t queue_records,
                        OverflowPolicy when_full) {
  const auto settings = std::make_shared<connectors::KafkaSinkSettings>();
  settings->queue_records = queue_records;
  return {.name = name,
          .type = "kafka",
          .outbox = {.max_records = 1'000, .when_full = when_full},
          .settings = settings};
}

TEST(FindWarningsTest, WarnsWhereTheClientMayHoldAllThatDropOldestCouldDrop) {
  using enum OverflowPolicy;
  auto config = gateway();
  config.sinks = {kafka_sink("good", 999, drop_oldest), kafka_sink("all", 1'000, drop_oldest),
                  kafka_sink("other", 1'000, drop_newest)};
  const auto warnings = find_warnings(config);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].list, "sinks");
  EXPECT_EQ(warnings[0].index, 1U);
  EXPECT_EQ(warnings[0].field, "outbox");
  EXPECT_THAT(warnings[0].message, HasSubstr("max_records"));
}

TEST(FindFaultsTest, FindsNoneInAFileThatIsGood) {
  EXPECT_TRUE(find_faults(gateway()).empty());
  EXPECT_TRUE(find_warnings(gateway()).empty());
}

TEST(FindWarningsTest, PlaintextOfEncryptedChannelsReachesTheJournal) {
  auto config = gateway();
  config.connections[0].channels = {"private-encrypted-orders"};
  EXPECT_THAT(find_warnings(config), testing::IsEmpty());
  config.journal.emplace();
  const auto warnings = find_warnings(config);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].list, "connections");
  EXPECT_THAT(warnings[0].message, HasSubstr("decrypted"));
  config.connections[0].encrypted = config::Encrypted::relay;
  EXPECT_THAT(find_warnings(config), testing::IsEmpty());
}

}  // namespace
}  // namespace sluice::app
