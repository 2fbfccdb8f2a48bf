#pragma once

#include <string_view>

namespace sluice {

/// Writes all of the text, however long the reader of `descriptor` takes, also where another
/// process has made the stream non-blocking. Returns the error that prevented it; 0 when there was
/// none. Never on a shard.
[[nodiscard]] int write_out(int descriptor, std::string_view text) noexcept;

}  // namespace sluice
