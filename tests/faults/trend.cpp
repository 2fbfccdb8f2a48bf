#include "tests/faults/trend.hpp"

namespace sluice::test {

double Trend::slope_an_hour() const {
  double mean_hours = 0;
  double mean_value = 0;
  const auto count = static_cast<double>(samples_.size());
  for (const auto& [hours, value] : samples_) {
    mean_hours += hours / count;
    mean_value += value / count;
  }
  double covariance = 0;
  double variance = 0;
  for (const auto& [hours, value] : samples_) {
    covariance += (hours - mean_hours) * (value - mean_value);
    variance += (hours - mean_hours) * (hours - mean_hours);
  }
  return variance > 0 ? covariance / variance : 0;
}

}  // namespace sluice::test
