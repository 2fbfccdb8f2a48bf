#include "gateway/app/environment.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <map>
#include <stdexcept>

#include "config/proxy.hpp"
#include "gateway/net/connection_settings.hpp"

namespace sluice::app {
namespace {

constexpr std::array<const char*, 8> proxy_variables{"http_proxy",  "HTTP_PROXY", "https_proxy",
                                                     "HTTPS_PROXY", "no_proxy",   "NO_PROXY",
                                                     "all_proxy",   "ALL_PROXY"};

using Variables = std::map<std::string, std::string, std::less<>>;

Variables take_proxy_variables() {
  Variables taken;
  for (const auto* name : proxy_variables) {
    const auto* value = std::getenv(name);
    if (value == nullptr) continue;
    taken.emplace(name, value);
    ::unsetenv(name);
  }
  return taken;
}

void add_proxy(config::Secret& proxy, const config::Url& url,
               const config::Environment& environment) {
  if (!proxy.empty()) return;
  const auto named = config::named_proxy(url, environment);
  if (!named) return;
  if (const auto parsed = config::parse_proxy(named->value); !parsed) {
    throw std::runtime_error(
        fmt::format("{} of the environment {}", named->variable, parsed.error().message));
  }
  proxy = config::Secret{named->value};
}

void add_proxy(config::AuthEndpoint& auth, const config::Environment& environment) {
  if (auth.endpoint.empty()) return;
  add_proxy(auth.proxy, config::parse_http_url(auth.endpoint).value(), environment);
}

}  // namespace

config::Environment take_environment() {
  return [taken = take_proxy_variables(),
          rest = config::process_environment()](std::string_view name) {
    const auto found = taken.find(name);
    return found == taken.end() ? rest(name) : std::optional{found->second};
  };
}

const config::Environment& environment() {
  static const config::Environment whole = take_environment();
  return whole;
}

void add_proxies(std::vector<config::Connection>& connections,
                 const config::Environment& environment) {
  for (auto& connection : connections) {
    add_proxy(connection.proxy, net::endpoint_of(connection).url, environment);
    add_proxy(connection.auth, environment);
    if (connection.user) add_proxy(*connection.user, environment);
    if (connection.api) {
      add_proxy(connection.api->proxy, net::api_endpoint_of(connection).url, environment);
    }
  }
}

}  // namespace sluice::app
