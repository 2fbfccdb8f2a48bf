#include "connectors/kafka/kafka_table_reader.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/support/row_recorder.hpp"
#include "tests/unit/connectors/kafka_sink_fixture.hpp"

namespace sluice::connectors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class KafkaTableReaderTest : public KafkaSinkFixture {
 protected:
  struct Row {
    std::string key;
    bool exists = true;
  };

  /// As a route with `table` writes them.
  void write(const std::string& topic, const std::vector<Row>& rows) {
    if (!sink) sink = make();
    for (const auto& row : rows) {
      offer(*sink, topic, row.key, row.exists ? "here" : "", {},
            {.change = row.exists ? Change::upsert : Change::remove});
    }
    ASSERT_TRUE(drained());
  }

  void read(const std::vector<std::string>& topics) {
    std::vector<RowTopics> wanted;
    for (const auto& topic : topics) wanted.push_back({topic, std::nullopt});
    reader = make_kafka_table_reader(settings,
                                     {"events", 0, std::move(wanted), loop, found, probe, log});
  }
  [[nodiscard]] bool has_read() {
    return loop.run_until([&] { return found.read; });
  }

  std::unique_ptr<Sink> sink;
  test::RowRecorder found;
  std::unique_ptr<TableReader> reader;
};

TEST_F(KafkaTableReaderTest, FindsTheKeysWhoseLastRecordIsNoTombstone) {
  kafka.create_topic("members", 3);
  kafka.create_topic("others", 1);
  write("members", {{"ann"}, {"bob"}, {"ann", false}, {"cat"}, {"dan", false}, {"bob"}, {"eve"}});
  write("others", {{"zoe"}});
  read({"members"});
  ASSERT_TRUE(has_read());
  EXPECT_THAT(found.rows, ElementsAre("members bob", "members cat", "members eve"));
  EXPECT_EQ(found.readings, 1);
}

TEST_F(KafkaTableReaderTest, ReadsSeveralTopicsAndOneThatIsEmpty) {
  for (const char* topic : {"a", "b", "empty"}) kafka.create_topic(topic, 2);
  write("a", {{"1"}});
  write("b", {{"2"}});
  read({"a", "b", "empty"});
  ASSERT_TRUE(has_read());
  EXPECT_THAT(found.rows, ElementsAre("a 1", "b 2"));
}

TEST_F(KafkaTableReaderTest, FindsManyRows) {
  kafka.create_topic("members", 2);
  std::vector<Row> rows;
  for (int i = 0; i < 20'000; ++i) rows.push_back({std::to_string(i)});
  write("members", rows);
  read({"members"});
  ASSERT_TRUE(has_read());
  EXPECT_EQ(found.rows.size(), rows.size());
}

TEST_F(KafkaTableReaderTest, ReadsOnceTheBrokerIsThere) {
  kafka.create_topic("members", 1);
  write("members", {{"ann"}});
  sink.reset();
  kafka.broker_down();
  read({"members"});
  EXPECT_THAT(log_until_line("the rows of a table cannot be read", probe.errors),
              HasSubstr("table=events"));
  kafka.broker_up();
  ASSERT_TRUE(has_read());
  EXPECT_THAT(found.rows, ElementsAre("members ann"));
}

TEST_F(KafkaTableReaderTest, FindsNoRowsInATopicThatDoesNotExist) {
  kafka.create_topic("members", 1);
  kafka.fail_topic("gone", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  settings.unknown_topic_grace = config::Duration{0};
  read({"gone"});
  const std::string lines = log_until([&] { return found.read; });
  EXPECT_THAT(lines, HasSubstr("does not exist"));
  EXPECT_THAT(found.rows, IsEmpty());
}

TEST_F(KafkaTableReaderTest, MayBeDestroyedAtAnyTime) {
  kafka.create_topic("members", 1);
  write("members", {{"ann"}, {"bob"}});
  read({"members"});
  reader.reset();
  read({"members"});
  ASSERT_TRUE(loop.run_until([&] { return found.readings > 0; }));
  reader.reset();
  EXPECT_FALSE(found.read && found.rows.empty());
}

TEST_F(KafkaTableReaderTest, TakesTheSinksPropertiesThoughSomeAreAProducers) {
  kafka.create_topic("members", 1);
  set("compression.type", "lz4");
  set("acks", "all");
  write("members", {{"ann"}});
  read({"members"});
  ASSERT_TRUE(has_read());
  EXPECT_THAT(found.rows, ElementsAre("members ann"));
}

}  // namespace
}  // namespace sluice::connectors
