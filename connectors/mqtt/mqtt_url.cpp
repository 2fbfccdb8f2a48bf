#include "connectors/mqtt/mqtt_url.hpp"

#include <fmt/format.h>

#include <charconv>

namespace sluice::connectors {
namespace {

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// Splits off the port; false when what stands there is not one.
bool take_port(std::string_view& authority, std::uint16_t& port) {
  const auto colon = authority.rfind(':');
  if (colon == std::string_view::npos || authority.back() == ']') return true;
  const std::string_view digits = authority.substr(colon + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  authority = authority.substr(0, colon);
  return error == std::errc{} && end == digits.data() + digits.size() && port != 0;
}

}  // namespace

std::string MqttEndpoint::paho_uri() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", tls ? "ssl" : "tcp", is_ipv6 ? "[" : "", host,
                     is_ipv6 ? "]" : "", port);
}

Result<MqttEndpoint> parse_mqtt_url(std::string_view url) {
  MqttEndpoint endpoint;
  if (take_prefix(url, "mqtts://")) {
    endpoint.tls = true;
    endpoint.port = 8883;
  } else if (take_prefix(url, "mqtt://")) {
    endpoint.port = 1883;
  } else {
    return Error{"must start with mqtt:// or mqtts://"};
  }
  if (url.find_first_of("/?#@ ") != std::string_view::npos) {
    return Error{"must be a host and a port only (user name and password are fields of their own)"};
  }
  if (!take_port(url, endpoint.port)) return Error{"port must be 1..65535"};
  if (url.starts_with('[') && url.ends_with(']')) url = url.substr(1, url.size() - 2);
  if (url.empty()) return Error{"has no host"};
  endpoint.host = url;
  return endpoint;
}

}  // namespace sluice::connectors
