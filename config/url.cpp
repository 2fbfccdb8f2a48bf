#include "config/url.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "config/host_port.hpp"
#include "config/units.hpp"

namespace sluice::config {
namespace {

constexpr std::string_view letters_and_digits =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// ASCII only, in any locale.
bool consists_of(std::string_view text, std::string_view more) {
  return std::ranges::all_of(text, [&](char letter) {
    return letters_and_digits.find(letter) != std::string_view::npos ||
           more.find(letter) != std::string_view::npos;
  });
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& letter : out) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return out;
}

struct Scheme {
  std::string_view name;
  bool tls;
  std::uint16_t port;
};

constexpr std::array<Scheme, 6> schemes{{{"http", false, 80},
                                         {"https", true, 443},
                                         {"ws", false, 80},
                                         {"wss", true, 443},
                                         {"mqtt", false, 1883},
                                         {"mqtts", true, 8883}}};

const Scheme& scheme_of(std::string_view name) {
  return *std::ranges::find(schemes, name, &Scheme::name);
}

bool is_ipv6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

struct Authority {
  std::string host;
  std::optional<std::string_view> port;  ///< the text behind the colon, if there is a colon
};

Result<Authority> split_authority(std::string_view text) {
  Authority authority;
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == text.npos) return Error{"has '[' without ']' around an IPv6 address"};
    authority.host = text.substr(1, end - 1);
    if (!is_ipv6(authority.host)) return Error{"has no IPv6 address between '[' and ']'"};
    rest = text.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return Error{"has text after the ']' of its host"};
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    authority.host = text.substr(0, colon);
    if (authority.host.empty()) return Error{"has no host"};
    if (!consists_of(authority.host, ".-_")) return Error{"has a host that is no name or address"};
    rest = text.substr(colon);
  }
  if (!rest.empty()) authority.port = rest.substr(1);
  return authority;
}

Result<std::uint16_t> parse_port(std::string_view text, std::int64_t lowest) {
  const std::int64_t port = parse_integer(text).value_or(-1);
  if (port < lowest || port > 65535) {
    return Error{fmt::format("has a port that is not in {}..65535", lowest)};
  }
  return static_cast<std::uint16_t>(port);
}

/// The permitted text behind the host.
enum class Tail { nothing, path, path_and_query };

/// `plain` and `secure` are the two schemes; each has its well-known port as default.
Result<Url> parse_url(std::string_view text, std::string_view plain, std::string_view secure,
                      Tail allowed) {
  Url url;
  const std::size_t end = text.find("://");
  url.scheme = lower(text.substr(0, end));
  if (end == text.npos || (url.scheme != plain && url.scheme != secure)) {
    return Error{fmt::format("must begin with {}:// or {}://", plain, secure)};
  }
  url.tls = scheme_of(url.scheme).tls;
  url.port = scheme_of(url.scheme).port;
  const std::string_view rest = text.substr(end + 3);
  const std::size_t slash = std::min(rest.find_first_of("/?#"), rest.size());
  const std::string_view target = rest.substr(slash);
  // Credentials in a URL end up in logs and status pages; other fields keep them secret.
  if (rest.substr(0, slash).find('@') != text.npos)
    return Error{"must not hold a user or password"};
  if (allowed == Tail::nothing && !target.empty()) return Error{"must end after host and port"};
  if (target.find('#') != target.npos) return Error{"must not have a fragment"};
  if (allowed != Tail::path_and_query && target.find('?') != target.npos) {
    return Error{"must not have a query"};
  }
  // The target goes into a request line unchanged: a space or a line break would forge another
  // request.
  if (!consists_of(target, "/?-._~!$&'()*+,;=:@%")) {
    return Error{"has characters in its path that must be percent-encoded"};
  }
  url.target = target.starts_with('/') ? std::string{target} : fmt::format("/{}", target);
  auto authority = split_authority(rest.substr(0, slash));
  if (!authority) return authority.error();
  url.host = std::move(authority->host);
  if (!authority->port) return url;
  const auto port = parse_port(*authority->port, 1);
  if (!port) return port.error();
  url.port = *port;
  url.own_port = true;
  return url;
}

}  // namespace

std::string Url::authority() const {
  const auto shown_host = host.find(':') == host.npos ? host : fmt::format("[{}]", host);
  return port == scheme_of(scheme).port ? shown_host : fmt::format("{}:{}", shown_host, port);
}

std::string Url::shown() const {
  return fmt::format("{}://{}{}", scheme, authority(), target.substr(0, target.find('?')));
}

Url with_tls(Url url) {
  if (url.scheme != "ws") return url;
  url.scheme = "wss";
  url.tls = true;
  if (!url.own_port) url.port = scheme_of(url.scheme).port;
  return url;
}

Result<Url> parse_websocket_url(std::string_view text) {
  return parse_url(text, "ws", "wss", Tail::path_and_query);
}

Result<Url> parse_http_prefix(std::string_view text) {
  return parse_url(text, "http", "https", Tail::path);
}

Result<Url> parse_http_url(std::string_view text) {
  return parse_url(text, "http", "https", Tail::path_and_query);
}

Result<Url> parse_mqtt_url(std::string_view text) {
  return parse_url(text, "mqtt", "mqtts", Tail::nothing);
}

Result<ListenAddress> parse_listen_address(std::string_view text) {
  auto authority = split_authority(text);
  if (!authority) return authority.error();
  if (!authority->port) return Error{"has no port"};
  const auto port = parse_port(*authority->port, 0);
  if (!port) return port.error();
  return ListenAddress{std::move(authority->host), *port};
}

Result<ListenAddress> parse_host_port(std::string_view text) {
  auto authority = split_authority(text);
  if (!authority) return authority.error();
  ListenAddress address{std::move(authority->host), 0};
  if (!authority->port) return address;
  const auto port = parse_port(*authority->port, 1);
  if (!port) return port.error();
  address.port = *port;
  return address;
}

}  // namespace sluice::config
