#pragma once

#include <array>
#include <string_view>

namespace sluice::config {

/// A hash of values, secrets included: equal values have equal hashes. It must not be shown,
/// because a short secret could be guessed from it.
using Digest = std::array<unsigned char, 16>;

/// Hashes the text of one value.
[[nodiscard]] Digest digest_of(std::string_view text);

}  // namespace sluice::config
