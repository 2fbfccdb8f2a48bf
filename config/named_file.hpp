#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "gateway/core/error.hpp"

namespace sluice::config {

/// What a file of a configuration is for, and so how it is read.
enum class FileKind : std::uint8_t {
  configuration,
  value,  ///< of a `${file:PATH}`
  pem,    ///< certificates or a key
};

/// The content of a file of this kind. The error has the reason and never shows the content.
[[nodiscard]] Result<std::string> read_file(FileKind kind, const std::string& path);

/// Is told of each file that is read: its content, or why it has none.
using FileObserver =
    std::function<void(FileKind kind, const std::string& path, const Result<std::string>& content)>;

}  // namespace sluice::config
