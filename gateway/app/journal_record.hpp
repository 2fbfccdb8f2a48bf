#pragma once

#include <optional>
#include <span>
#include <string>

namespace sluice::app {

/// The record in a frame of this journal as one line of JSON, without the line's end. Text that is
/// not UTF-8 is in base64, under a name that ends in `_base64`. Empty when the bytes are no record.
[[nodiscard]] std::optional<std::string> record_line(const std::string& journal,
                                                     std::span<const char> frame);

}  // namespace sluice::app
