#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/time.hpp"
#include "gateway/journal/recovery.hpp"

// The words of `sluice journal` about journals that were read.
namespace sluice::app {

/// An unsettled record of a journal, as far as it could be read.
struct JournalEnd {
  std::uint64_t sequence{};
  std::optional<WallTime> received_at{};  ///< empty: it went away meanwhile
};

/// A journal as it was when it was read.
struct ReadJournal {
  std::string folder;  ///< below the root
  journal::Recovery recovery;
  std::optional<JournalEnd> oldest{};  ///< of the unsettled records
  std::optional<JournalEnd> newest{};
};

/// `inspect`: a table with one line for each journal.
[[nodiscard]] std::string journal_table(const std::vector<ReadJournal>& journals);
/// The same with all ranges, as one JSON array.
[[nodiscard]] std::string journal_json(const std::vector<ReadJournal>& journals);

/// Why a journal of a newer format is left alone: "FILE: …".
[[nodiscard]] std::string newer_format_text(const journal::Recovery& recovery);

/// The result of `verify` for one journal.
struct Soundness {
  bool is_sound = true;
  std::vector<std::string> lines;  ///< each begins with the file that it is about
  std::string summary;
};
/// The recovery is not of a newer format.
[[nodiscard]] Soundness soundness_of(const journal::Recovery& recovery);

/// The losses, a line for each segment: "FILE: 3 records lost: 5-6 9".
[[nodiscard]] std::vector<std::string> loss_lines(const std::vector<journal::SegmentLoss>& losses);

}  // namespace sluice::app
