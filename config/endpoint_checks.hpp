#pragma once

#include <string>
#include <string_view>

#include "config/scalar_types.hpp"
#include "config/section.hpp"
#include "config/url.hpp"

// The checks of everything that speaks HTTP: URLs and headers.
namespace sluice::config {

/// Whether the text has only ASCII letters, ASCII digits and `more`, in any locale.
[[nodiscard]] bool consists_of(std::string_view text, std::string_view more);

/// `url` is the value read from `key`; empty: there is none. `parse` defines the required kind.
void check_url(const Section& section, std::string_view key, const std::string& url,
               Result<Url> (*parse)(std::string_view text));

/// The section's `proxy`.
void check_proxy(const Section& section, const Secret& proxy);

/// Exactly one of two keys must be given.
struct Alternative {
  std::string_view key;
  bool given;  ///< as far as it could be read
};
void check_alternatives(const Section& section, Alternative first, Alternative second);

/// Checks the section's `headers`, which go into a request unchanged: refuses characters that would
/// end a line early.
void check_headers(const Section& section);

/// The same for a WebSocket upgrade; refuses the headers that belong to the handshake.
void check_upgrade_headers(const Section& section);

/// The same for a request of our HTTP client; refuses the headers that it writes itself.
void check_request_headers(const Section& section);

}  // namespace sluice::config
