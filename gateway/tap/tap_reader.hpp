#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>

#include "gateway/core/time.hpp"
#include "gateway/tap/tap_budget.hpp"
#include "gateway/tap/tap_point.hpp"

namespace sluice::tap {

/// What waits for the client of one tap, from all shards, as server-sent events. Bounded: what has
/// no room is counted, and the client is told how many. On the main thread.
class TapReader {
 public:
  explicit TapReader(Time now) : spoke_at_(now) {}

  /// Returns how many items were passed over.
  std::uint64_t take(TapCatch caught, Time now);

  /// Whether next() has something to say.
  [[nodiscard]] bool has_next(Time now) const noexcept;
  /// The text to send now, some of what there is. Empty: nothing. After some seconds without
  /// anything it is a comment, by which both ends see that the other is there.
  [[nodiscard]] std::string next(Time now);

 private:
  /// Why items were passed over.
  struct PassedOver {
    std::uint64_t rate = 0;  ///< more than the budget of a second
    std::uint64_t slow = 0;  ///< the client did not read in time
  };

  [[nodiscard]] bool should_report(Time now) const noexcept;
  [[nodiscard]] bool is_quiet(Time now) const noexcept;

  TapBudget budget_;
  std::deque<std::string> waiting_;
  std::size_t waiting_bytes_ = 0;
  PassedOver passed_over_;
  Time reported_at_{};
  Time spoke_at_;
  bool greeted_ = false;
};

}  // namespace sluice::tap
