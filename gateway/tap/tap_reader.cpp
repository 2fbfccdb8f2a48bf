#include "gateway/tap/tap_reader.hpp"

#include <fmt/format.h>

#include <chrono>
#include <iterator>
#include <utility>

namespace sluice::tap {
namespace {

constexpr std::size_t waiting_bytes_max = std::size_t{1} << 20;
/// A slow client is not sent more at a time.
constexpr std::size_t piece_bytes = std::size_t{64} << 10;
constexpr std::chrono::seconds report_interval{1};
constexpr std::chrono::seconds quiet_max{10};

void append(std::string& text, std::string_view json) {
  fmt::format_to(std::back_inserter(text), "data: {}\n\n", json);
}

}  // namespace

std::uint64_t TapReader::take(TapCatch caught, Time now) {
  budget_.renew(now);
  const PassedOver before = passed_over_;
  passed_over_.rate += caught.passed_over;
  for (auto& item : caught.items) {
    if (waiting_bytes_ + item.size() > waiting_bytes_max) {
      ++passed_over_.slow;
    } else if (!budget_.take(item.size())) {
      ++passed_over_.rate;
    } else {
      waiting_bytes_ += item.size();
      waiting_.push_back(std::move(item));
    }
  }
  return passed_over_.rate - before.rate + passed_over_.slow - before.slow;
}

bool TapReader::should_report(Time now) const noexcept {
  return passed_over_.rate + passed_over_.slow > 0 && now - reported_at_ >= report_interval;
}

bool TapReader::is_quiet(Time now) const noexcept {
  return !greeted_ || now - spoke_at_ >= quiet_max;
}

bool TapReader::has_next(Time now) const noexcept {
  return !waiting_.empty() || should_report(now) || is_quiet(now);
}

std::string TapReader::next(Time now) {
  std::string text;
  if (is_quiet(now)) text += std::exchange(greeted_, true) ? ": quiet\n\n" : ": open\n\n";
  if (should_report(now)) {
    const auto [rate, slow] = std::exchange(passed_over_, {});
    append(text, fmt::format(R"({{"kind":"passed_over","rate":{},"slow_reader":{}}})", rate, slow));
    reported_at_ = now;
  }
  while (!waiting_.empty() &&
         (text.empty() || text.size() + waiting_.front().size() < piece_bytes)) {
    append(text, waiting_.front());
    waiting_bytes_ -= waiting_.front().size();
    waiting_.pop_front();
  }
  if (!text.empty()) spoke_at_ = now;
  return text;
}

}  // namespace sluice::tap
