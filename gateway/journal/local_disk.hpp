#pragma once

#include <memory>
#include <string>

#include "gateway/core/error.hpp"
#include "gateway/journal/disk.hpp"

namespace sluice::journal {

/// The folder of a real file system for the journals. Only its user may access files (0600) and
/// folders (0700). Links below the root are not followed.
///
/// Creates the root folder if it is missing, but not its parents. The error names the root.
[[nodiscard]] Result<std::unique_ptr<Disk>> open_local_disk(const std::string& root);

/// The same folder to be read only: nothing is made, and each change is refused. Unlike above, the
/// user may have no right to write.
[[nodiscard]] Result<std::unique_ptr<Disk>> open_local_disk_to_read(const std::string& root);

/// Makes a folder name from any text: letters, digits, '-' and '_' stay, each other byte becomes
/// %XX. Different texts have different names. The error means that the text is empty or too long.
[[nodiscard]] Result<std::string> folder_name(std::string_view text);

}  // namespace sluice::journal
