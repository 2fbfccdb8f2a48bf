#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "gateway/journal/disk.hpp"
#include "gateway/journal/recovery.hpp"

// Reads a journal without changing it, also while a gateway goes on writing it. Such a gateway only
// adds to its files, and removes a file when all records in it are settled or copied to another
// one. So what was read is true if no file went away meanwhile; otherwise it is read again. After
// several attempts the error is resource_unavailable_try_again.
namespace sluice::journal {

/// recover() of a journal that may be in use.
[[nodiscard]] DiskResult<Recovery> observe(Disk& disk, const std::string& folder);

/// The unsettled frame with this sequence; empty if it is not there any more. `recovery` is that of
/// the folder, and not of a newer format.
[[nodiscard]] std::vector<char> read_frame(Disk& disk, const std::string& folder,
                                           const Recovery& recovery, std::uint64_t sequence);

/// Calls `each` for the unsettled frames in their order, up to the highest sequence that `recovery`
/// has, which is that of the folder, and not of a newer format. A record that a gateway settles
/// meanwhile may be among them or not.
[[nodiscard]] error_code read_unsettled(Disk& disk, const std::string& folder, Recovery recovery,
                                        const std::function<void(std::span<const char>)>& each);

}  // namespace sluice::journal
