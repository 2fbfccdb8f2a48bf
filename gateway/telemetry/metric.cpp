#include "gateway/telemetry/metric.hpp"

#include <utility>

namespace sluice::telemetry {

std::vector<Sample> Metric::read() const {
  Series series{labels.size()};
  collect(series);
  return std::move(series).take();
}

}  // namespace sluice::telemetry
