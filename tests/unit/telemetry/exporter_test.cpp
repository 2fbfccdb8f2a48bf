#include "gateway/telemetry/exporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::telemetry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// The lines of the exposition that belong to one metric, comments included.
std::vector<std::string> lines_of(std::string_view metric, const Probes& probes) {
  std::vector<std::string> found;
  std::istringstream text{expose(probes)};
  for (std::string line; std::getline(text, line);) {
    if (line.find(metric) != std::string::npos) found.push_back(line);
  }
  return found;
}

std::size_t at(auto value) {
  return static_cast<std::size_t>(value);
}

TEST(ExporterTest, ShowsEachStateOfAConnection) {
  Probes probes;
  probes.connections.emplace_back().connection = "market";
  probes.connections.front().enter(ConnectionState::connected);
  EXPECT_THAT(
      lines_of("sluice_connection_state", probes),
      ElementsAre("# HELP sluice_connection_state 1 for the state the connection is in, 0 for the "
                  "others.",
                  "# TYPE sluice_connection_state gauge",
                  R"(sluice_connection_state{connection="market",state="connecting"} 0)",
                  R"(sluice_connection_state{connection="market",state="connected"} 1)",
                  R"(sluice_connection_state{connection="market",state="waiting"} 0)",
                  R"(sluice_connection_state{connection="market",state="failed"} 0)",
                  R"(sluice_connection_state{connection="market",state="stopped"} 0)"));
}

TEST(ExporterTest, CountsEventsByKind) {
  Probes probes;
  auto& probe = probes.connections.emplace_back();
  probe.connection = "a";
  probe.events[at(EventKind::client)].add(3);
  const auto lines = lines_of("sluice_events_received_total{", probes);
  EXPECT_EQ(lines.size(), enum_count<EventKind>);
  EXPECT_THAT(lines,
              testing::IsSupersetOf(
                  {R"(sluice_events_received_total{connection="a",kind="message"} 0)",
                   R"(sluice_events_received_total{connection="a",kind="client"} 3)",
                   R"(sluice_events_received_total{connection="a",kind="presence.left"} 0)"}));
}

class ExporterOfTwoShardsTest : public testing::Test {
 protected:
  SinkProbe& add(std::string_view name) {
    auto& probe = probes_.sinks.emplace_back();
    probe.sink = name;
    return probe;
  }

  Probes probes_;
  SinkProbe& first_ = add("kafka");
  SinkProbe& other_ = add("mqtt");
  SinkProbe& second_ = add("kafka");
};

TEST_F(ExporterOfTwoShardsTest, SumsTheInstancesOfOneSink) {
  first_.offered.add(2);
  second_.offered.add(5);
  first_.outbox_bytes.set(100);
  second_.outbox_bytes.set(11);
  second_.settled[at(Outcome::delivered)].add(4);
  first_.settled[at(Outcome::delivered)].add(4);
  EXPECT_THAT(lines_of("sluice_records_offered_total{", probes_),
              ElementsAre(R"(sluice_records_offered_total{sink="kafka"} 7)",
                          R"(sluice_records_offered_total{sink="mqtt"} 0)"));
  EXPECT_THAT(lines_of("sluice_outbox_bytes{", probes_),
              ElementsAre(R"(sluice_outbox_bytes{sink="kafka"} 111)",
                          R"(sluice_outbox_bytes{sink="mqtt"} 0)"));
  EXPECT_THAT(expose(probes_),
              HasSubstr("sluice_records_total{sink=\"kafka\",outcome=\"delivered\"} 8\n"));
}

TEST_F(ExporterOfTwoShardsTest, SumsHistogramsAndCountsTheirBucketsUpwards) {
  first_.delivery_seconds.observe(0.0005);
  second_.delivery_seconds.observe(0.25);
  second_.delivery_seconds.observe(20);
  EXPECT_THAT(lines_of(R"(sluice_delivery_seconds_bucket{sink="kafka")", probes_),
              ElementsAre(R"(sluice_delivery_seconds_bucket{sink="kafka",le="0.0005"} 1)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="0.001"} 1)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="0.0025"} 1)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="0.005"} 1)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="0.01"} 1)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="0.025"} 1)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="0.05"} 1)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="0.1"} 1)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="0.25"} 2)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="0.5"} 2)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="1"} 2)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="2.5"} 2)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="10"} 2)",
                          R"(sluice_delivery_seconds_bucket{sink="kafka",le="+Inf"} 3)"));
  EXPECT_THAT(expose(probes_), HasSubstr("sluice_delivery_seconds_count{sink=\"kafka\"} 3\n"));
  EXPECT_THAT(expose(probes_), HasSubstr("sluice_delivery_seconds_sum{sink=\"kafka\"} 20.2505\n"));
}

TEST_F(ExporterOfTwoShardsTest, CallsASinkUpWhenEveryShardReachesIt) {
  first_.up.set(1);
  EXPECT_THAT(expose(probes_), HasSubstr("sluice_sink_up{sink=\"kafka\"} 0\n"));
  second_.up.set(1);
  EXPECT_THAT(expose(probes_), HasSubstr("sluice_sink_up{sink=\"kafka\"} 1\n"));
}

TEST_F(ExporterOfTwoShardsTest, CallsAnOutboxAsFullAsItsFullestShard) {
  for (SinkProbe* probe : {&first_, &second_}) {
    probe->outbox_max_records.set(100);
    probe->outbox_max_bytes.set(1'000);
  }
  first_.outbox_records.set(25);
  EXPECT_THAT(lines_of("sluice_outbox_fill_ratio{", probes_),
              ElementsAre(R"(sluice_outbox_fill_ratio{sink="kafka"} 0.25)",
                          R"(sluice_outbox_fill_ratio{sink="mqtt"} 0)"));
  second_.outbox_bytes.set(500);
  EXPECT_THAT(expose(probes_), HasSubstr("sluice_outbox_fill_ratio{sink=\"kafka\"} 0.5\n"));
}

TEST(ExporterTest, KeepsALargeCountExact) {
  Probes probes;
  probes.connections.emplace_back().received_bytes.add(9'007'199'254'740'991);
  EXPECT_THAT(expose(probes), HasSubstr("} 9007199254740991\n"));
}

TEST(ExporterTest, EscapesWhatANameHolds) {
  Probes probes;
  probes.sinks.emplace_back().sink = "a\"b\\c\nd";
  EXPECT_THAT(expose(probes), HasSubstr(R"(sluice_sink_up{sink="a\"b\\c\nd"} 0)"));
}

TEST(ExporterTest, NamesTheVersionThatRuns) {
  EXPECT_THAT(expose({}), testing::ContainsRegex(R"(sluice_build_info\{version="[0-9.]+"\} 1)"));
}

TEST(ExporterTest, SaysWhatTheProcessUses) {
  const auto text = expose({});
  for (const std::string metric :
       {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
        "process_max_fds", "process_start_time_seconds"}) {
    EXPECT_THAT(text, testing::ContainsRegex("\n" + metric + " [0-9.]*[1-9][0-9.e+-]*\n"))
        << metric;
  }
}

TEST(MetricsPageTest, HasOneRowAMetricWithTheValuesOfItsLabels) {
  const auto page = describe_metrics();
  EXPECT_THAT(page, HasSubstr("| `sluice_records_total` | counter | `sink`, `outcome`: delivered, "
                              "rejected, unavailable, kept | Records by what became of them at the "
                              "broker. |\n"));
  EXPECT_THAT(page, HasSubstr("| `sluice_auth_seconds` | histogram | `connection` | "));
  EXPECT_THAT(page, HasSubstr("| `sluice_build_info` | gauge | `version` | "));
  EXPECT_THAT(page, Not(HasSubstr("0.1.0")));
}

}  // namespace
}  // namespace sluice::telemetry
