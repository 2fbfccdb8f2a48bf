#include "gateway/telemetry/exporter.hpp"

#include <prometheus/text_serializer.h>

#include <vector>

#include "gateway/telemetry/catalog.hpp"

namespace sluice::telemetry {

std::string expose(const Probes& probes) {
  std::vector<prometheus::MetricFamily> families;
  families.reserve(catalog().size());
  for (const auto& metric : catalog()) families.push_back(metric.read(probes));
  return prometheus::TextSerializer{}.Serialize(families);
}

}  // namespace sluice::telemetry
