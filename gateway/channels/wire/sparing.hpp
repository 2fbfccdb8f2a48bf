#pragma once

#include <optional>

#include "gateway/core/time.hpp"

namespace sluice::channels {

/// Lets one line into the log in a time about what a peer can cause as often as it likes; all of it
/// is counted elsewhere.
class Sparing {
 public:
  explicit constexpr Sparing(Duration interval) noexcept : interval_(interval) {}

  /// Whether the line at hand may be written.
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
