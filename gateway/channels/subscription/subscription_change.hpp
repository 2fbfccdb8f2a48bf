#pragma once

#include <cstddef>
#include <optional>

#include "gateway/channels/subscription/subscriptions.hpp"

namespace sluice::channels {

/// Brackets a change of one subscription. Its destructor updates the gauges, the deadlines and the
/// list of subscriptions in flight.
class Subscriptions::Change {
 public:
  Change(Subscriptions& all, std::size_t index) noexcept
      : all_(all),
        index_(index),
        deadline_(subscription().attempt().deadline()),
        counted_as_(counted_as()) {}
  Change(const Change&) = delete;
  Change& operator=(const Change&) = delete;
  ~Change() {
    const auto deadline = subscription().attempt().deadline();
    if (deadline != deadline_) {
      if (deadline_ != never) all_.deadlines_.erase({deadline_, index_});
      if (deadline != never) all_.deadlines_.emplace(deadline, index_);
    }
    const auto counts_as = counted_as();
    if (counts_as != counted_as_) {
      if (counted_as_) all_.probe_.subscriptions[std::size_t(*counted_as_)].add(-1);
      if (counts_as) all_.probe_.subscriptions[std::size_t(*counts_as)].add(1);
    }
    if (subscription().in_flight()) {
      all_.in_flight_.insert(index_);
    } else {
      all_.in_flight_.erase(index_);
    }
  }

  [[nodiscard]] Subscription& subscription() const noexcept { return all_.subscriptions_[index_]; }

 private:
  /// Only wanted channels are counted.
  [[nodiscard]] std::optional<Subscription::State> counted_as() const noexcept {
    if (!subscription().wanted()) return std::nullopt;
    return subscription().state();
  }

  Subscriptions& all_;
  std::size_t index_;
  Time deadline_;
  std::optional<Subscription::State> counted_as_;
};

}  // namespace sluice::channels
