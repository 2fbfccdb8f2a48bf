#pragma once

#include <cstddef>
#include <string>

#include "gateway/core/error.hpp"

namespace sluice::config {

/// The whole content of a regular file. The error has the reason and never shows the content.
[[nodiscard]] Result<std::string> read_text_file(const std::string& path, std::size_t largest);

/// The value of `${file:PATH}`: the content of a file of at most 64 KiB without its last line
/// break. The error names the file.
[[nodiscard]] Result<std::string> read_value_file(const std::string& path);

/// Removes one line break from the end: editors, `echo` and `base64 -d` leave one that is not part
/// of the value. Returns whether there was one.
bool cut_line_end(std::string& value);

}  // namespace sluice::config
