#pragma once

#include <cstddef>
#include <string>

#include "gateway/core/error.hpp"

namespace sluice::config {

/// The whole of a regular file. The error says why not, and never what is in it.
[[nodiscard]] Result<std::string> read_text_file(const std::string& path, std::size_t largest);

/// What `${file:PATH}` stands for: a file of at most 64 KiB without the newline that ends it. The
/// error names the file.
[[nodiscard]] Result<std::string> read_value_file(const std::string& path);

/// Cuts one line break off the end: editors, `echo` and `base64 -d` leave one that is not part of
/// the value. Returns whether there was one.
bool cut_line_end(std::string& value);

}  // namespace sluice::config
