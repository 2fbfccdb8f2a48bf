#pragma once

#include <cstdint>

#include "gateway/core/time.hpp"
#include "gateway/journal/journal_probe.hpp"
#include "gateway/journal/writer.hpp"

namespace sluice::app {

/// The progress of a journal, in its probe.
class ProbedProgress final : public journal::Progress {
 public:
  /// `probe` outlives it.
  explicit ProbedProgress(journal::JournalProbe& probe) : probe_(probe) {}

  void on_written(std::uint64_t records, Time handed_over) noexcept override;
  void on_synced(Time handed_over) noexcept override;
  void on_size(std::uint64_t bytes) noexcept override;

 private:
  journal::JournalProbe& probe_;
};

}  // namespace sluice::app
