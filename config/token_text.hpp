#pragma once

#include <string_view>

namespace sluice::config {

/// Why the text is no bearer token that can be sent and not be guessed; empty when it is one. The
/// reason continues the name of its field and quotes nothing.
[[nodiscard]] std::string_view why_no_token(std::string_view text) noexcept;

}  // namespace sluice::config
