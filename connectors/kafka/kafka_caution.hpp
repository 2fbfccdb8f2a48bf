#pragma once

#include <cstddef>
#include <cstdint>

#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

/// Limits the records in flight after a batch failed as a whole. Records are then submitted in
/// groups of a quarter of its bytes, each group after the outcomes of the one before, so that no
/// record overtakes another. A group that fails again is followed by smaller ones, down to single
/// records, whose failure is certainly their own. This lasts for all records that were submitted
/// before the failure. After a batch that was too large it lasts for ever, because the broker's
/// limit stays.
///
/// The first record of a client is alone in flight until it is delivered. A partition that has no
/// sequence number of the client accepts any, so it would take a second batch although the first
/// one failed, and the records of the first would come behind it.
class KafkaCaution {
 public:
  /// A batch of this size was too large.
  void batch_was_too_large(std::size_t bytes) noexcept;
  /// The batch failed for another reason; `newest` is the last record that was submitted.
  void batch_failed(std::size_t bytes, Ticket newest) noexcept;

  /// Whether the next record may be submitted.
  [[nodiscard]] bool admits(std::size_t bytes) noexcept;
  void submitted(std::size_t bytes) noexcept;
  void settled(Ticket ticket) noexcept;
  void delivered() noexcept { first_ = false; }
  /// All submitted records are settled: the next group may begin.
  void all_settled() noexcept;
  /// The next record is the first of its client; no record is in flight.
  void begin() noexcept;

 private:
  bool first_ = true;  ///< no record was delivered
  bool careful_ = false;
  bool closed_ = false;  ///< the group waits for its outcomes
  std::uint64_t until_ = 0;
  std::size_t group_ = 0;
  std::size_t group_max_ = 0;
};

}  // namespace sluice::connectors
