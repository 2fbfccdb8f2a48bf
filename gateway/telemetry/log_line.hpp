#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "gateway/core/time.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::telemetry {

/// The longest text, in bytes, that a message or field value contributes to a line; what is longer
/// ends in `…`.
inline constexpr std::size_t log_text_bytes_max = 256;

/// One line of the log, without its line end. Whatever the texts hold, it is one line of valid
/// UTF-8 that no terminal obeys: control characters, direction overrides and bytes that are not
/// UTF-8 are escaped.
[[nodiscard]] std::string render(LogFormat format, WallTime at, Level level,
                                 std::string_view message, std::initializer_list<Field> fields);

}  // namespace sluice::telemetry
