#pragma once

#include <string>
#include <string_view>

namespace sluice::channels {

/// HMAC-SHA-256 in lower-case hex: the protocol signs everything with it.
[[nodiscard]] std::string hmac_sha256(std::string_view secret, std::string_view text);

}  // namespace sluice::channels
