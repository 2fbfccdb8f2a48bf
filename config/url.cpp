#include "config/url.hpp"

#include <algorithm>

#include "config/units.hpp"

namespace sluice::config {
namespace {

constexpr std::string_view letters_and_digits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// ASCII whatever the locale says.
bool consists_of(std::string_view text, std::string_view more) {
  return std::ranges::all_of(text, [&](char letter) {
    return letters_and_digits.find(letter) != std::string_view::npos ||
           more.find(letter) != std::string_view::npos;
  });
}

/// Splits `host:port`; without a port `fallback` is taken, unless it is negative.
Result<Url> parse_authority(std::string_view text, int lowest_port, int fallback) {
  Url url;
  std::string_view rest = text;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == text.npos) return Error{"has '[' without ']' around an IPv6 address"};
    url.host = text.substr(1, end - 1);
    if (url.host.find(':') == std::string::npos || !consists_of(url.host, ":.")) {
      return Error{"has no IPv6 address between '[' and ']'"};
    }
    rest = text.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return Error{"has text after the ']' of its host"};
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    url.host = text.substr(0, colon);
    if (url.host.empty()) return Error{"has no host"};
    if (!consists_of(url.host, ".-_")) return Error{"has a host that is no name or address"};
    rest = text.substr(colon);
  }
  if (rest.empty() && fallback < 0) return Error{"has no port"};
  const std::int64_t port = rest.empty() ? fallback : parse_integer(rest.substr(1)).value_or(-1);
  if (port < lowest_port || port > 65535) {
    return Error{"has a port that is not in " + std::to_string(lowest_port) + "..65535"};
  }
  url.port = static_cast<std::uint16_t>(port);
  return url;
}

/// `plain` and `secure` are the two schemes; each has its well-known port by default.
Result<Url> parse_url(std::string_view text, std::string_view plain, std::string_view secure,
                      bool query_allowed) {
  const std::size_t end = text.find("://");
  const std::string_view scheme = text.substr(0, end);
  if (end == text.npos || (scheme != plain && scheme != secure)) {
    return Error{"must begin with " + std::string{plain} + ":// or " + std::string{secure} + "://"};
  }
  const std::string_view rest = text.substr(end + 3);
  const std::size_t slash = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string_view authority = rest.substr(0, slash);
  const std::string_view path = rest.substr(slash);
  // Credentials in a URL end up in logs and status pages; there are fields that keep them secret.
  if (authority.find('@') != authority.npos) return Error{"must not hold a user or password"};
  if (path.find('#') != path.npos) return Error{"must not have a fragment"};
  if (!query_allowed && path.find('?') != path.npos) return Error{"must not have a query"};
  // This goes into a request line as it is: a space or a line break would forge another.
  if (!consists_of(path, "/?-._~!$&'()*+,;=:@%")) {
    return Error{"has characters in its path that must be percent-encoded"};
  }
  Result<Url> url = parse_authority(authority, 1, scheme == secure ? 443 : 80);
  if (!url) return url;
  url->scheme = scheme;
  url->path = path;
  return url;
}

}  // namespace

Result<Url> parse_websocket_url(std::string_view text) {
  return parse_url(text, "ws", "wss", false);
}

Result<Url> parse_http_url(std::string_view text) {
  return parse_url(text, "http", "https", true);
}

Result<Url> parse_listen_address(std::string_view text) {
  return parse_authority(text, 0, -1);
}

}  // namespace sluice::config
