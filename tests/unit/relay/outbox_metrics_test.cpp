#include "gateway/relay/outbox_metrics.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/exposition.hpp"

namespace sluice::relay {
namespace {

using test::lines_of;
using testing::ElementsAre;
using testing::HasSubstr;

/// One sink on two shards, and another sink.
class OutboxMetricsTest : public testing::Test {
 protected:
  OutboxProbe& add(std::string_view name) {
    auto& probe = probes_.emplace_back();
    probe.name = name;
    return probe;
  }

  std::list<OutboxProbe> probes_;
  OutboxProbe& first_ = add("kafka");
  OutboxProbe& other_ = add("mqtt");
  OutboxProbe& second_ = add("kafka");
  const telemetry::Metrics metrics_ = outbox_metrics(probes_);
};

TEST_F(OutboxMetricsTest, SumTheInstancesOfOneSink) {
  first_.offered.add(2);
  second_.offered.add(5);
  first_.bytes.set(100);
  second_.bytes.set(11);
  second_.settled[std::size_t(Outcome::delivered)].add(4);
  first_.settled[std::size_t(Outcome::delivered)].add(4);
  EXPECT_THAT(lines_of("sluice_records_offered_total{", metrics_),
              ElementsAre(R"(sluice_records_offered_total{sink="kafka"} 7)",
                          R"(sluice_records_offered_total{sink="mqtt"} 0)"));
  EXPECT_THAT(lines_of("sluice_outbox_bytes{", metrics_),
              ElementsAre(R"(sluice_outbox_bytes{sink="kafka"} 111)",
                          R"(sluice_outbox_bytes{sink="mqtt"} 0)"));
  EXPECT_THAT(telemetry::expose(metrics_),
              HasSubstr("sluice_records_total{sink=\"kafka\",outcome=\"delivered\"} 8\n"));
}

TEST_F(OutboxMetricsTest, SumHistogramsAndCountTheirBucketsUpwards) {
  first_.delivery_seconds.observe(0.0005);
  second_.delivery_seconds.observe(0.25);
  second_.delivery_seconds.observe(20);
  EXPECT_THAT(lines_of(R"(sluice_delivery_seconds_bucket{sink="kafka")", metrics_),
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
  EXPECT_THAT(telemetry::expose(metrics_),
              HasSubstr("sluice_delivery_seconds_count{sink=\"kafka\"} 3\n"));
  EXPECT_THAT(telemetry::expose(metrics_),
              HasSubstr("sluice_delivery_seconds_sum{sink=\"kafka\"} 20.2505\n"));
}

TEST_F(OutboxMetricsTest, CallAnOutboxAsFullAsItsFullestShard) {
  for (OutboxProbe* probe : {&first_, &second_}) {
    probe->max_records.set(100);
    probe->max_bytes.set(1'000);
  }
  first_.records.set(25);
  EXPECT_THAT(lines_of("sluice_outbox_fill_ratio{", metrics_),
              ElementsAre(R"(sluice_outbox_fill_ratio{sink="kafka"} 0.25)",
                          R"(sluice_outbox_fill_ratio{sink="mqtt"} 0)"));
  second_.bytes.set(500);
  EXPECT_THAT(telemetry::expose(metrics_),
              HasSubstr("sluice_outbox_fill_ratio{sink=\"kafka\"} 0.5\n"));
}

TEST_F(OutboxMetricsTest, CallAnOutboxFullWhoseFewRecordsHoldAllItsMemory) {
  first_.max_records.set(100);
  first_.max_bytes.set(1'000);
  first_.max_memory.set(2'000);
  first_.records.set(2);
  first_.bytes.set(200);
  first_.memory.set(1'500);
  const auto ratio = [&](std::string_view value) {
    return HasSubstr(fmt::format("sluice_outbox_fill_ratio{{sink=\"kafka\"}} {}\n", value));
  };
  EXPECT_THAT(telemetry::expose(metrics_), ratio("0.75"));
  // With a journal, the disk counts, and of the memory its last quarter.
  first_.max_disk.set(10'000);
  first_.backlog_bytes.set(2'300);
  EXPECT_THAT(telemetry::expose(metrics_), ratio("0.25"));
  first_.memory.set(1'750);
  EXPECT_THAT(telemetry::expose(metrics_), ratio("0.5"));
}

}  // namespace
}  // namespace sluice::relay
