#include "gateway/net/url.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace sluice::net {
namespace {

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string lower(std::string_view text) {
  std::string out{text};
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::uint16_t default_port(bool tls) {
  return tls ? 443 : 80;
}

bool is_ipv6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

bool is_name_or_ipv4(std::string_view host) {
  return std::all_of(host.begin(), host.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '_'; });
}

std::optional<Error> take_port(std::string_view text, Url& url) {
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, url.port);
  if (error != std::errc{} || stop != end || url.port == 0) {
    return Error{fmt::format("port \"{}\" is not a number from 1 to 65535", text)};
  }
  return {};
}

std::optional<Error> take_host(std::string_view authority, Url& url) {
  if (authority.find('@') != authority.npos) {
    return Error{"a user name or password does not belong into a URL"};
  }
  const bool bracketed = authority.starts_with('[');
  const auto host_end = bracketed ? authority.find(']') : authority.find(':');
  if (bracketed && host_end == authority.npos) return Error{"\"[\" without \"]\""};
  url.host = authority.substr(bracketed ? 1 : 0, bracketed ? host_end - 1 : host_end);
  if (url.host.empty()) return Error{"the host is missing"};
  if (bracketed ? !is_ipv6(url.host) : !is_name_or_ipv4(url.host)) {
    return Error{fmt::format("\"{}\" is not a host", url.host)};
  }
  const auto rest_at = bracketed ? host_end + 1 : std::min(host_end, authority.size());
  const auto rest = authority.substr(rest_at);
  if (rest.empty()) return {};
  if (rest.front() != ':') return Error{"after \"]\" only a port may follow"};
  return take_port(rest.substr(1), url);
}

bool is_visible_ascii(char c) {
  return c > ' ' && c < '\x7f';
}

}  // namespace

std::string Url::authority() const {
  const auto shown_host = host.find(':') == host.npos ? host : "[" + host + "]";
  return port == default_port(tls) ? shown_host : fmt::format("{}:{}", shown_host, port);
}

std::string Url::shown() const {
  return fmt::format("{}://{}{}", scheme, authority(), target.substr(0, target.find('?')));
}

Result<Url> parse_url(std::string_view text) {
  if (!std::all_of(text.begin(), text.end(), is_visible_ascii)) {
    return Error{"a URL holds visible ASCII characters only; percent-encode the others"};
  }
  if (text.find('#') != text.npos) return Error{"a fragment (\"#…\") is of no use here"};
  const auto scheme_end = text.find("://");
  if (scheme_end == text.npos) return Error{"a URL begins with http://, https://, ws:// or wss://"};
  Url url;
  url.scheme = lower(text.substr(0, scheme_end));
  url.tls = url.scheme == "https" || url.scheme == "wss";
  if (!url.tls && url.scheme != "http" && url.scheme != "ws") {
    return Error{fmt::format("scheme \"{}\" is none of http, https, ws, wss", url.scheme)};
  }
  url.port = default_port(url.tls);
  const auto rest = text.substr(scheme_end + 3);
  const auto authority_end = std::min(rest.find_first_of("/?"), rest.size());
  if (auto error = take_host(rest.substr(0, authority_end), url)) return *std::move(error);
  const auto target = rest.substr(authority_end);
  url.target = target.starts_with('/') ? std::string{target} : fmt::format("/{}", target);
  return url;
}

}  // namespace sluice::net
