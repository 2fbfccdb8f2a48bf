#include "gateway/telemetry/exporter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>
#include <string>

#include "gateway/telemetry/probe_series.hpp"
#include "gateway/telemetry/process_metrics.hpp"

namespace sluice::telemetry {
namespace {

using testing::HasSubstr;

struct BytesProbe {
  std::string name;
  Counter bytes;
};

/// The exposition of a metric with one series.
std::string exposed(std::string name, std::uint64_t bytes) {
  std::list<BytesProbe> probes{1};
  probes.front().name = std::move(name);
  probes.front().bytes.add(bytes);
  return expose(Metrics{
      {"bytes_total", "Bytes.", MetricType::counter, {"of"}, sums<&BytesProbe::bytes>(probes)}});
}

TEST(ExporterTest, KeepsALargeCountExact) {
  EXPECT_THAT(exposed("a", 9'007'199'254'740'991), HasSubstr("} 9007199254740991\n"));
}

TEST(ExporterTest, EscapesWhatANameHolds) {
  EXPECT_THAT(exposed("a\"b\\c\nd", 0), HasSubstr(R"(bytes_total{of="a\"b\\c\nd"} 0)"));
}

TEST(ProbeSeriesTest, HaveTheOrderInWhichNamesComeFirst) {
  std::list<BytesProbe> probes;
  for (const char* name : {"b", "a", "b"}) {
    probes.emplace_back().name = name;
    probes.back().bytes.add(2);
  }
  Series series{1};
  sums<&BytesProbe::bytes>(probes)(series);
  const auto samples = std::move(series).take();
  ASSERT_EQ(samples.size(), 2U);
  EXPECT_EQ(samples[0].label_values.front(), "b");
  EXPECT_EQ(samples[0].value, 4.0);
  EXPECT_EQ(samples[1].label_values.front(), "a");
}

TEST(ProcessMetricsTest, NameTheVersionThatRuns) {
  EXPECT_THAT(expose(process_metrics()),
              testing::ContainsRegex(R"(sluice_build_info\{version="[0-9.]+"\} 1)"));
}

TEST(ProcessMetricsTest, SayWhatTheProcessUses) {
  const auto text = expose(process_metrics());
  for (const std::string metric :
       {"process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
        "process_max_fds", "process_start_time_seconds"}) {
    EXPECT_THAT(text, testing::ContainsRegex("\n" + metric + " [0-9.]*[1-9][0-9.e+-]*\n"))
        << metric;
  }
}

}  // namespace
}  // namespace sluice::telemetry
