#pragma once

#include <cstddef>
#include <cstdint>

#include "gateway/core/delivery.hpp"

namespace sluice::connectors {

/// How records are submitted after a batch failed as a whole: in groups of a quarter of its bytes,
/// each once the one before is settled, so that none overtakes another. A group that fails again is
/// followed by smaller ones, down to single records, which have no one else to blame. All that was
/// submitted before the failure goes this way; after a batch that was too large, all to come: the
/// bound is the broker's and stays.
class KafkaCaution {
 public:
  /// A batch of so many bytes was too large.
  void batch_was_too_large(std::size_t bytes) noexcept;
  /// It failed for another reason; `newest`: the youngest record that was submitted.
  void batch_failed(std::size_t bytes, Ticket newest) noexcept;

  /// Whether the next record may be submitted.
  [[nodiscard]] bool admits(std::size_t bytes) noexcept;
  void submitted(std::size_t bytes) noexcept;
  void settled(Ticket ticket) noexcept;
  /// Nothing that was submitted is left: the next group may begin.
  void all_settled() noexcept;

 private:
  bool careful_ = false;
  bool closed_ = false;  ///< the group waits for its outcomes
  std::uint64_t until_ = 0;
  std::size_t group_ = 0;
  std::size_t group_max_ = 0;
};

}  // namespace sluice::connectors
