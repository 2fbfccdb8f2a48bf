#pragma once

#include <memory>
#include <string>

#include "gateway/core/error.hpp"
#include "gateway/journal/disk.hpp"

namespace sluice::journal {

/// The folder of a real file system in which the journals are. Files are for its user alone (0600),
/// folders too (0700), and no link below the root is followed.
///
/// Makes the root where it is not there, but not what is above it. The error names it.
[[nodiscard]] Result<std::unique_ptr<Disk>> open_local_disk(const std::string& root);

/// A name for a folder, for any text: letters, digits, '-' and '_' are as they are, and each other
/// byte is %XX. Different texts have different names; a text that is too long for one has none.
[[nodiscard]] Result<std::string> folder_name(std::string_view text);

}  // namespace sluice::journal
