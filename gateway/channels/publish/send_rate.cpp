#include "gateway/channels/publish/send_rate.hpp"

#include <algorithm>

namespace sluice::channels {
namespace {

/// Events that leave evenly arrive unevenly. With this margin they stay within the limit on
/// arrival.
constexpr double margin = 1.05;

/// After this time without a refusal, the rate rises by a step.
constexpr Time::duration calm = std::chrono::minutes(1);

Time::duration period_of(std::size_t events, double rate) {
  constexpr std::chrono::duration<double> longest = std::chrono::hours(24);
  const std::chrono::duration<double> period(double(events) / rate * margin);
  return std::chrono::duration_cast<Time::duration>(std::min(period, longest));
}

}  // namespace

SendRate::SendRate(double rate, std::size_t burst)
    : rate_(rate), burst_(burst), bucket_(burst, period_of(burst, rate)) {}

bool SendRate::take(Time now) {
  if (eighths_ < full) recover(now);
  return bucket_.take(now);
}

void SendRate::slow_down(Time now) {
  recover(now);
  eighths_ = std::max(eighths_ / 2, 1U);
  changed_at_ = now;
  fit();
  bucket_.drain(now);
}

void SendRate::recover(Time now) {
  for (; eighths_ < full && now - changed_at_ >= calm; changed_at_ += calm) {
    ++eighths_;
    fit();
  }
}

/// The burst shrinks with the rate, rather than the same burst coming less often: a server may
/// count a burst beyond its limit as a violation at any rate.
void SendRate::fit() {
  const auto burst = std::max<std::size_t>(burst_ * eighths_ / full, 1);
  bucket_.resize(burst, period_of(burst, rate_ * eighths_ / full));
}

}  // namespace sluice::channels
