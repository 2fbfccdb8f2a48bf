#include "config/proxy.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "config/host_port.hpp"

namespace sluice::config {
namespace {

constexpr std::uint16_t default_port = 80;

char lower(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string lowered(std::string_view text) {
  std::string out{text};
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

/// The bytes of a percent-encoded text; empty when a % has no two digits behind it.
std::optional<std::string> decoded(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      bytes.push_back(text[i]);
      continue;
    }
    const auto digits = text.substr(i + 1, 2);
    unsigned value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (digits.size() < 2 || error != std::errc{} || end != digits.data() + digits.size()) {
      return std::nullopt;
    }
    bytes.push_back(static_cast<char>(value));
    i += 2;
  }
  return bytes;
}

bool is_control(char letter) noexcept {
  return (letter >= 0 && letter < ' ') || letter == '\x7f';
}

/// The user's name must not hold a colon: it ends there.
Result<std::string> parse_login(std::string_view text) {
  const auto colon = std::min(text.find(':'), text.size());
  const auto user = decoded(text.substr(0, colon));
  const auto password = decoded(text.substr(std::min(colon + 1, text.size())));
  if (!user || !password) return Error{"has a % without two digits in its login"};
  if (user->empty()) return Error{"has a login without a user"};
  if (user->find(':') != user->npos) return Error{"has a colon in the user of its login"};
  auto login = fmt::format("{}:{}", *user, *password);
  if (std::ranges::any_of(login, is_control)) {
    return Error{"has a control character in its login"};
  }
  return {boost::system::in_place_value, std::move(login)};
}

/// An address of either family as 16 bytes, IPv4 mapped into IPv6.
using Address = std::array<unsigned char, 16>;

struct Network {
  Address address{};
  std::size_t bits = 0;
};

std::optional<Network> network_of(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const std::string host{text.substr(0, slash)};
  Network network{.bits = 128};
  std::size_t leading = 0;
  if (in_addr v4{}; inet_pton(AF_INET, host.c_str(), &v4) == 1) {
    leading = 96;
    network.address[10] = network.address[11] = 0xff;
    std::copy_n(reinterpret_cast<const unsigned char*>(&v4), 4, network.address.begin() + 12);
  } else if (inet_pton(AF_INET6, host.c_str(), network.address.data()) != 1) {
    return std::nullopt;
  }
  if (slash == text.size()) return network;
  const auto size = text.substr(slash + 1);
  const auto [end, error] =
      std::from_chars(size.data(), size.data() + size.size(), network.bits, 10);
  const bool fits = network.bits <= 128 - leading;
  if (error != std::errc{} || end != size.data() + size.size() || !fits) return std::nullopt;
  network.bits += leading;
  return network;
}

bool contains(const Network& network, const Address& address) noexcept {
  for (std::size_t bit = 0; bit < network.bits; ++bit) {
    const auto differs = static_cast<unsigned>(network.address[bit / 8] ^ address[bit / 8]);
    if ((differs >> (7 - bit % 8) & 1U) != 0) return false;
  }
  return true;
}

bool is_this_machine(const std::string& host) {
  static const auto loopback = network_of("127.0.0.0/8");
  static const auto loopback6 = network_of("::1");
  if (host == "localhost") return true;
  const auto address = network_of(host);
  return address &&
         (contains(*loopback, address->address) || contains(*loopback6, address->address));
}

/// One entry of the list, in lower case.
bool lists(std::string_view entry, const std::string& host, std::uint16_t port) {
  if (entry == "*") return true;
  if (const auto network = network_of(entry)) {
    const auto address = network_of(host);
    return address && contains(*network, address->address);
  }
  const std::size_t wildcard = entry.starts_with("*.") ? 2 : entry.starts_with('.') ? 1 : 0;
  const auto parsed = parse_host_port(entry.substr(wildcard));
  if (!parsed || (parsed->port != 0 && parsed->port != port)) return false;
  const auto& name = parsed->host;
  return host == name || (host.ends_with(name) && host[host.size() - name.size() - 1] == '.');
}

std::string either(const Environment& environment, std::string_view name, std::string& found_as) {
  std::string upper{name};
  std::ranges::transform(upper, upper.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  for (const auto& variable : {std::string{name}, upper}) {
    auto value = environment(variable);
    if (!value || value->empty()) continue;
    found_as = variable;
    return *std::move(value);
  }
  return {};
}

}  // namespace

std::string Proxy::shown() const {
  return host.find(':') == host.npos ? fmt::format("{}:{}", host, port)
                                     : fmt::format("[{}]:{}", host, port);
}

Result<Proxy> parse_proxy(std::string_view text) {
  constexpr std::string_view scheme = "http://";
  const auto begins = lowered(text.substr(0, scheme.size() + 1));
  if (begins.starts_with("https://")) {
    return Error{"must begin with http://: a proxy that is itself asked over TLS is not supported"};
  }
  if (!begins.starts_with(scheme)) return Error{"must begin with http://"};
  std::string_view rest = text.substr(scheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find_first_of("/?#") != rest.npos) return Error{"must end after host and port"};
  Proxy proxy;
  if (const auto at = rest.rfind('@'); at != rest.npos) {
    auto login = parse_login(rest.substr(0, at));
    if (!login) return std::move(login).error();
    proxy.login = *std::move(login);
    rest.remove_prefix(at + 1);
  }
  auto address = parse_host_port(rest);
  if (!address) return std::move(address).error();
  proxy.host = std::move(address->host);
  proxy.port = address->port == 0 ? default_port : address->port;
  return proxy;
}

std::optional<Proxy> proxy_of(const Secret& value) {
  if (value.empty() || value.reveal() == no_proxy_word) return std::nullopt;
  return parse_proxy(value.reveal()).value();
}

std::optional<NamedProxy> named_proxy(const Url& url, const Environment& environment) {
  NamedProxy named;
  named.value = either(environment, url.tls ? "https_proxy" : "http_proxy", named.variable);
  if (!named.value.empty() && named.value.find("://") == std::string::npos) {
    named.value.insert(0, "http://");
  }
  std::string ignored;
  if (named.value.empty() || is_listed(url, either(environment, "no_proxy", ignored))) {
    return std::nullopt;
  }
  return named;
}

bool is_listed(const Url& url, std::string_view list) {
  const auto host = lowered(url.host);
  if (is_this_machine(host)) return true;
  const auto entries = lowered(list);
  std::string_view rest = entries;
  while (!rest.empty()) {
    const auto entry = rest.substr(0, rest.find_first_of(", \t"));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
    if (!entry.empty() && lists(entry, host, url.port)) return true;
  }
  return false;
}

}  // namespace sluice::config
