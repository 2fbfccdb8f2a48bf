#pragma once

#include <string>
#include <string_view>

#include "config/section.hpp"

// What is checked of everything that speaks HTTP: its URL and the headers it is sent.
namespace sluice::config {

/// Whether the text has only ASCII letters, digits and `more`, whatever the locale says.
[[nodiscard]] bool consists_of(std::string_view text, std::string_view more);

/// As Value::shown(), but nothing of a URL that may hold a password or a token.
[[nodiscard]] std::string shown_url(const Value& url);

/// `url` is what was read under the key; empty: there is none.
void check_http_url(const Section& section, std::string_view key, const std::string& url);

/// The section's `headers`, which go into a request as they are: what could end a line early is
/// refused.
void check_headers(const Section& section);

/// The same of a request of our HTTP client, which writes some of them itself.
void check_request_headers(const Section& section);

}  // namespace sluice::config
