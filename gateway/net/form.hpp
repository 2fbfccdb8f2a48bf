#pragma once

#include <string>
#include <string_view>

namespace sluice::net {

inline constexpr std::string_view form_content_type = "application/x-www-form-urlencoded";

/// Appends `name=value` to an application/x-www-form-urlencoded body. All bytes but letters, digits
/// and `-._~` become %XX, a space too.
void append_form_field(std::string& body, std::string_view name, std::string_view value);

}  // namespace sluice::net
