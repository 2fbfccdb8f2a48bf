#pragma once

#include <optional>

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// Limits log lines that a peer can cause at will to one per interval. Metrics count every case
/// elsewhere.
class Sparing {
 public:
  explicit constexpr Sparing(Duration interval) noexcept : interval_(interval) {}

  /// Whether the log line may be written now.
  [[nodiscard]] bool allows(Time now) noexcept {
    if (allowed_at_ && now - *allowed_at_ < interval_) return false;
    allowed_at_ = now;
    return true;
  }

 private:
  Duration interval_;
  std::optional<Time> allowed_at_;
};

}  // namespace sluice::channels
