#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "gateway/core/error.hpp"

// The layout of the journal's folder: `.lock`, the spare segments, `SINK/SHARD` for each journal of
// an outbox, and `.inbox/SOURCE` for each inbox. No folder of a sink begins with a dot.
namespace sluice::app {

/// In the root; locked by the process that uses the journals.
inline constexpr const char* journal_lock = ".lock";

/// The folder of one journal below that of its sink: the shard that had it, and which of the
/// shard's folders it is; `3`, `3.1`, `3.2`.
struct ShardFolder {
  std::size_t shard{};
  std::size_t attempt{};
  friend auto operator<=>(const ShardFolder&, const ShardFolder&) = default;
};

[[nodiscard]] std::string to_string(const ShardFolder& folder);
[[nodiscard]] std::optional<ShardFolder> shard_folder(const std::string& name);

/// Of the inboxes of all sources.
inline constexpr const char* inbox_folder = ".inbox";

/// The folder of one inbox: `.inbox/SOURCE`, `.inbox/SOURCE.1`. `source`: as journal::folder_name()
/// has made it, which contains no dot.
[[nodiscard]] std::string inbox_of(const std::string& source, std::size_t attempt);

/// Journals that were found on a disk.
struct FoundJournals {
  std::string root;                  ///< an absolute path
  bool has_lock = false;             ///< a gateway made the root: it is not a copy of one journal
  std::vector<std::string> folders;  ///< below the root: inboxes, then by sink and shard
};

/// The journals of a folder, which is the root of all, that of one sink or of the inboxes, or one
/// journal. Changes
/// nothing. The error names the folder.
[[nodiscard]] Result<FoundJournals> find_journals(const std::string& folder);

}  // namespace sluice::app
