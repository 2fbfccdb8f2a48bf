#include <fmt/format.h>

#include <string_view>

#include "gateway/telemetry/exporter.hpp"

namespace sluice::telemetry {
namespace {

/// "`sink`, `outcome`: delivered, rejected, unavailable": the values are those of the second label.
std::string labels(const Metric& metric) {
  std::string text;
  for (const auto label : metric.labels) {
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", label);
  }
  if (metric.labels.size() < 2) return text;
  std::string_view separator = ": ";
  for (const auto& series : metric.read()) {
    text += fmt::format("{}{}", separator, series.label_values.back());
    separator = ", ";
  }
  return text;
}

}  // namespace

std::string describe(std::span<const Metric> metrics) {
  std::string text =
      "# Metrics\n\n"
      "Generated from `gateway/app/catalog.cpp` and the `*_metrics.cpp` that it gathers; change it "
      "there.\n\n"
      "`GET /metrics` of the admin server answers in the Prometheus text format. Times are in "
      "seconds,\nsizes in bytes. Every series is there from the start, zero until something "
      "happens. A sink's\nseries are the sum over the shards.\n\n"
      "| metric | type | labels | meaning |\n"
      "|---|---|---|---|\n";
  for (const auto& metric : metrics) {
    text += fmt::format("| `{}` | {} | {} | {} |\n", metric.name, to_string(metric.type),
                        labels(metric), metric.help);
  }
  return text;
}

}  // namespace sluice::telemetry
