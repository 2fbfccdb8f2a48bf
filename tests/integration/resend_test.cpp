#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/support/kafka_admin.hpp"
#include "tests/support/kafka_listener.hpp"
#include "tests/support/kafka_writer.hpp"
#include "tests/support/stage_fixture.hpp"
#include "tests/support/temporary_folder.hpp"

// `sluice resend`, with a real Kafka.
namespace sluice::test {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::StartsWith;

using Headers = std::map<std::string, std::string>;

class ResendTest : public StageFixture {
 protected:
  void SetUp() override {
    StageFixture::SetUp();
    SLUICE_REQUIRE_PART(KafkaBroker);
  }
  [[nodiscard]] std::string address() { return stage.kafka_broker().address(); }

  GatewayProcess::Verdict resend(const std::vector<std::string>& more = {},
                                 const std::string& sink = "log") {
    const auto file = folder_.write(
        "sluice.yaml",
        "connections: {shop: {url: \"ws://127.0.0.1:9\", key: key1, channels: [prices]}}\n"
        "sinks: {log: {type: kafka, brokers: [\"" +
            address() +
            "\"], unknown_topic_grace: 0s}}\n"
            "routes: [{to: log, topic: out, dead_letter: {to: log, topic: dead}}]\n");
    std::vector<std::string> arguments{"resend", file.string(), "--sink", sink, "--topic", "dead"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return GatewayProcess::execute(arguments);
  }

  static Headers facts(const std::string& topic, Headers more = {}) {
    more.insert({{"sluice-reason", "refused"}, {"sluice-sink", "log"}, {"sluice-topic", topic}});
    return more;
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(ResendTest, ARecordArrivesAsItWasWhenTheCauseIsGoneAndOnlyOnce) {
  create_topic(address(), "dead", 1, {{"max.message.bytes", "900"}});
  stage.key("shards: 1");
  stage.connection("market").channels("trades").signs();
  stage.kafka("log").with("unknown_topic_grace: 0s");
  stage.route("log", "later")
      .with("headers: {event: \"{event}\"}")
      .with("dead_letter: {to: log, topic: dead}");
  GatewayProcess& gateway = stage.start();
  const std::string odd = "\x01 caf\xc3\xa9 \"";
  stage.publisher().trigger("trades", "tick", odd);
  stage.publisher().trigger("trades", "tick", std::string(1000, 'x'));
  gateway.wait_metric("sluice_records_total", {{"outcome", "dead_lettered"}}, 2);
  KafkaListener letters{address(), {"dead"}};
  const KafkaRecord letter = letters.wait_records(2, within(start_time)).front();
  EXPECT_EQ(gateway.terminate(), 0);
  produce(address(), "dead", "k", "no letter");

  EXPECT_THAT(resend({"--dry-run"}).lines, Contains(StartsWith("dead: 1 would be sent, ")));
  create_topic(address(), "later");
  const auto verdict = resend();
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_THAT(verdict.lines,
              AllOf(Contains("dead: partition 0, offset 1: truncated, so it cannot be sent again"),
                    Contains("dead: partition 0, offset 2: no dead letter of a route"),
                    Contains("dead: 1 sent, 0 rejected again, 1 truncated, 0 of sinks that cannot "
                             "be written to, 1 no dead letters")));
  const auto again = resend();
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.lines, ElementsAre(StartsWith("dead: 0 sent, 0 rejected again, 0 truncated")));

  produce(address(), "later", "", "the end");
  KafkaListener reader{address(), {"later"}};
  const auto records = reader.wait_records(2, within(start_time));
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].key, "trades");
  EXPECT_EQ(records[0].payload, odd);
  EXPECT_THAT(records[0].headers, ElementsAre(Pair("event", "tick")));
  EXPECT_EQ(records[0].timestamp, letter.timestamp);
  EXPECT_EQ(records[1].payload, "the end");
}

TEST_F(ResendTest, ALetterThatIsRejectedAgainIsWhereTheNextRunBegins) {
  create_topic(address(), "dead", 2);
  create_topic(address(), "open");
  {
    KafkaWriter writer{address()};
    writer.write("dead", "k", "1", facts("open"), 0);
    writer.write("dead", "k", "2", facts("missing"), 0);
    writer.write("dead", "k", "3", facts("open"), 0);
    writer.flush();
  }
  for (int run = 0; run < 2; ++run) {
    const auto verdict = resend();
    EXPECT_EQ(verdict.exit_code, 1);
    EXPECT_THAT(verdict.lines,
                ElementsAre(HasSubstr("dead: partition 0, offset 1: rejected again by topic "
                                      "missing of sink log: unknown_topic: "),
                            StartsWith(run == 0 ? "dead: 1 sent, 1 rejected" : "dead: 0 sent, 1")));
    EXPECT_EQ(committed_offset(address(), "sluice-resend-dead", "dead"), 1);
  }
  const auto verdict = resend({"--skip-rejected"});
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_THAT(verdict.lines, Contains(StartsWith("dead: 1 sent, 1 rejected again")));
  EXPECT_EQ(committed_offset(address(), "sluice-resend-dead", "dead"), 3);
  KafkaListener reader{address(), {"open"}};
  const auto records = reader.wait_records(2);
  EXPECT_EQ(records[0].payload, "1");
  EXPECT_EQ(records[1].payload, "3");
}

TEST_F(ResendTest, SaysWhyItCannotBegin) {
  const auto missing = resend();
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.lines, ElementsAre(HasSubstr("kafka: topic dead: cannot be read: ")));
  const auto misspelt = resend({}, "lag");
  EXPECT_EQ(misspelt.exit_code, 2);
  EXPECT_THAT(misspelt.lines, ElementsAre("sluice: there is no sink 'lag' (did you mean 'log'?)"));
}

}  // namespace
}  // namespace sluice::test
