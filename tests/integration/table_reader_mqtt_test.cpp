#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "connectors/mqtt/mqtt_table_reader.hpp"
#include "tests/integration/mqtt_sink_fixture.hpp"
#include "tests/support/caller.hpp"
#include "tests/support/mosquitto.hpp"
#include "tests/support/row_recorder.hpp"

namespace sluice::connectors {
namespace {

using test::Mosquitto;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class MqttTableReaderTest : public MqttSinkTest {
 protected:
  void SetUp() override { SLUICE_REQUIRE_PART(Mosquitto); }

  void start_broker(const test::MosquittoSettings& broker_settings = {}) {
    broker.emplace(broker_settings);
    settings.url = broker->url();
  }

  /// As a route with `table` writes them.
  void write_rows(const std::vector<std::string>& topics,
                  std::source_location caller = std::source_location::current()) {
    const auto trace = test::called_from(caller);
    const auto sink = make(broker->url());
    for (const auto& topic : topics)
      offer(*sink, topic, "", "here", {}, {.change = Change::upsert});
    ASSERT_TRUE(drained());
  }

  void read(std::vector<RowTopics> topics) {
    reader =
        make_mqtt_table_reader(settings, {"events", 0, std::move(topics), loop, found, probe, log});
  }
  [[nodiscard]] bool has_read() {
    return loop.run_until([&] { return found.read; });
  }

  std::optional<Mosquitto> broker;
  test::RowRecorder found;
  std::unique_ptr<TableReader> reader;
};

TEST_F(MqttTableReaderTest, FindsTheRowsOfItsTopicsInBothVersions) {
  start_broker();
  write_rows({"m/desk/ann", "m/desk/bob", "m/floor/cat", "m/hall/dan", "m/desk/a/b"});
  for (const MqttVersion version : {MqttVersion::v3_1_1, MqttVersion::v5}) {
    settings.version = version;
    found = {};
    read({{"m/desk/", ""}, {"m/floor/", ""}});
    ASSERT_TRUE(has_read());
    EXPECT_THAT(found.rows, ElementsAre("m/desk/ann", "m/desk/bob", "m/floor/cat"));
  }
}

TEST_F(MqttTableReaderTest, FindsMoreRowsThanMosquittoQueuesForAClient) {
  start_broker();
  std::vector<std::string> topics;
  for (int i = 0; i < 5'000; ++i) topics.push_back("m/desk/" + std::to_string(i));
  write_rows(topics);
  read({{"m/desk/", ""}});
  ASSERT_TRUE(has_read());
  EXPECT_EQ(found.rows.size(), topics.size());
}

TEST_F(MqttTableReaderTest, ReadsOnceTheBrokerIsThere) {
  start_broker();
  write_rows({"m/desk/ann"});
  broker->stop();
  read({{"m/desk/", ""}});
  EXPECT_THAT(log_until_line("mqtt connection failed", probe.errors), HasSubstr("table=events"));
  broker->start();
  ASSERT_TRUE(has_read());
  EXPECT_THAT(found.rows, ElementsAre("m/desk/ann"));
}

TEST_F(MqttTableReaderTest, SaysThatTheBrokerLetsItReadNothing) {
  start_broker({.refused_filter = "m/desk/+"});
  read({{"m/desk/", ""}});
  const std::string lines = log_until_line("the rows of a table cannot be read", probe.errors);
  EXPECT_THAT(lines, HasSubstr("m/desk/+"));
  EXPECT_FALSE(found.read);
}

TEST(MqttTableFilterTest, HasAWildcardForTheMembersLevel) {
  EXPECT_EQ(filter_of({"m/desk/", ""}), "m/desk/+");
  EXPECT_EQ(filter_of({"m/desk/user-", "-row/kept"}), "m/desk/+/kept");
  EXPECT_EQ(filter_of({"", ""}), "+");
  EXPECT_EQ(filter_of({"m/desk", std::nullopt}), "m/desk");
}

}  // namespace
}  // namespace sluice::connectors
