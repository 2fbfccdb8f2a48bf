#include "gateway/app/settling.hpp"

#include <algorithm>
#include <chrono>

namespace sluice::app {

void Settling::note() {
  const Time now = loop_.now();
  if (timer_ == nullptr) first_ = now;
  const auto left = std::max(first_ + times_.longest - now, Time::duration(0));
  timer_ = loop_.after(std::min(times_.quiet, std::chrono::ceil<Duration>(left)), [this] {
    timer_.reset();
    settled_();
  });
}

}  // namespace sluice::app
