#include <fmt/format.h>

#include <string_view>

#include "gateway/telemetry/catalog.hpp"
#include "gateway/telemetry/exporter.hpp"

namespace sluice::telemetry {
namespace {

/// "`sink`, `outcome`: delivered, rejected, unavailable". The values of the second label are those
/// that a process with one of each exports.
std::string labels(const Metric& metric, const Probes& one_of_each) {
  std::string text;
  for (const auto label : metric.labels) {
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", label);
  }
  if (metric.labels.size() < 2) return text;
  std::string_view separator = ": ";
  for (const auto& series : metric.read(one_of_each)) {
    text += fmt::format("{}{}", separator, series.label_values.back());
    separator = ", ";
  }
  return text;
}

}  // namespace

std::string describe_metrics() {
  Probes one_of_each;
  one_of_each.connections.emplace_back();
  one_of_each.sinks.emplace_back();
  one_of_each.sources.emplace_back();
  one_of_each.returns.emplace_back();
  std::string text =
      "# Metrics\n\n"
      "Generated from `gateway/telemetry/catalog.cpp` and the `*_metrics.cpp` beside it; change it "
      "there.\n\n"
      "`GET /metrics` of the admin server answers in the Prometheus text format. Times are in "
      "seconds,\nsizes in bytes. Every series is there from the start, zero until something "
      "happens. A sink's\nseries are the sum over the shards.\n\n"
      "| metric | type | labels | meaning |\n"
      "|---|---|---|---|\n";
  for (const auto& metric : catalog()) {
    text += fmt::format("| `{}` | {} | {} | {} |\n", metric.name, to_string(metric.type),
                        labels(metric, one_of_each), metric.help);
  }
  return text;
}

}  // namespace sluice::telemetry
