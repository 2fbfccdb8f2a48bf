#pragma once

#include <string>
#include <string_view>

#include "config/section.hpp"
#include "config/url.hpp"

// What is checked of everything that speaks HTTP: its URL and the headers it is sent.
namespace sluice::config {

/// Whether the text has only ASCII letters, digits and `more`, whatever the locale says.
[[nodiscard]] bool consists_of(std::string_view text, std::string_view more);

/// `url` is what was read under the key; empty: there is none. `parse` says what kind it has to be.
void check_url(const Section& section, std::string_view key, const std::string& url,
               Result<Url> (*parse)(std::string_view text));

/// One of two keys has to be given, and not both.
struct Alternative {
  std::string_view key;
  bool given;  ///< as far as it could be read
};
void check_alternatives(const Section& section, Alternative first, Alternative second);

/// The section's `headers`, which go into a request as they are: what could end a line early is
/// refused.
void check_headers(const Section& section);

/// The same of the upgrade to a WebSocket, of which some are the handshake's own.
void check_upgrade_headers(const Section& section);

/// The same of a request of our HTTP client, which writes some of them itself.
void check_request_headers(const Section& section);

}  // namespace sluice::config
