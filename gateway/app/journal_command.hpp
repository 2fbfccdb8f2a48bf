#pragma once

#include <cstdint>
#include <string>

// `sluice journal …`: looks into the journals of a folder, which is the root, that of a sink, or
// one journal. Only drop() changes anything; the others may be used beside a running gateway. Each
// returns the exit status. Throws std::runtime_error, naming the folder, where it cannot be done.
namespace sluice::app {

enum class JournalForm : std::uint8_t { table, json };

/// Prints their content.
int inspect_journals(const std::string& folder, JournalForm form);
/// Prints whether they are sound, and the losses. Status 1: something is lost or damaged; 2: a
/// newer program wrote one of them.
int verify_journals(const std::string& folder);
/// Prints the unsettled records as JSON lines. Status as above, for those that are not
/// among them.
int export_journals(const std::string& folder);
/// Gives up the records of one journal whose sequence is lower than `before`, and prints how many
/// they were.
int drop_from_journal(const std::string& folder, std::uint64_t before);

}  // namespace sluice::app
