#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "config/checks.hpp"
#include "config/endpoint_checks.hpp"
#include "config/section.hpp"
#include "config/tls_files_check.hpp"
#include "config/units.hpp"
#include "config/url.hpp"
#include "gateway/core/protocol_names.hpp"

namespace sluice::config {
namespace {

/// The servers' rule for names. Only a name that no server accepts is refused here. A name that
/// begins with `#` is valid, but reserved for the servers.
bool valid_channel(const Value& channel) {
  const std::string& name = channel.node().text;
  if (name.size() > name_bytes_max) {
    channel.problem(
        fmt::format("a channel name has at most {} bytes, not {}", name_bytes_max, name.size()));
  } else if (name.starts_with('#')) {
    channel.problem(
        fmt::format("{} is reserved: servers keep names with # to themselves", channel.shown()));
  } else if (name.empty() || !has_channel_characters(name)) {
    channel.problem(
        fmt::format("{} is not a channel name: letters, digits and -_=@,.;", channel.shown()));
  } else {
    return true;
  }
  return false;
}

/// The server would refuse the subscription again and again.
void check_authorised(const Value& channel, const Connection& connection) {
  const Auth& auth = connection.auth;
  const std::string& name = channel.node().text;
  const bool presence = name.starts_with("presence-");
  if (!presence && !name.starts_with("private-")) return;
  if (auth.endpoint.empty() && auth.secret.empty()) {
    channel.problem(fmt::format("{} needs auth.endpoint or auth.secret", channel.shown()));
  } else if (presence && !auth.secret.empty() && auth.user_id.empty()) {
    channel.problem(fmt::format("{} needs auth.user_id beside auth.secret", channel.shown()));
  } else if (channel_type(name) == ChannelType::encrypted && !auth.secret.empty() &&
             auth.encryption_master_key.empty() && connection.encrypted == Encrypted::decrypt) {
    channel.problem(
        fmt::format("{} needs auth.encryption_master_key beside auth.secret, or encrypted: relay",
                    channel.shown()));
  }
}

/// A connection to a cluster is a connection to Pusher.
void check_length(const Value& channel, const Connection& connection) {
  const auto size = channel.node().text.size();
  if (connection.cluster.empty() || size <= pusher_channel_bytes_max) return;
  channel.warning(fmt::format("Pusher refuses channel names of more than {} bytes, this has {}",
                              pusher_channel_bytes_max, size));
}

/// Checks the items in the file, not the values read from them, so that a bad item hides no other.
void check_channels(const Section& section, const Connection& connection) {
  const auto channels = section.value().find("channels");
  if (!channels || channels->node().type != Node::Type::sequence) return;
  // A mistake within `auth` is reported there; the intended values are unknown here.
  const bool auth_known = !section.value().find("auth") || section.sound("auth");
  std::set<std::string_view> seen;
  for (const Value& channel : channels->children()) {
    if (channel.node().type != Node::Type::scalar || !valid_channel(channel)) continue;
    check_length(channel, connection);
    if (!seen.insert(channel.node().text).second) {
      channel.problem(fmt::format("{} is listed twice", channel.shown()));
    } else if (auth_known) {
      check_authorised(channel, connection);
    }
  }
}

/// A server reads each of these parameters once, and its choice between two values is unknown.
void check_query(const Section& section, std::string_view url) {
  const auto written = section.sound("url");
  const std::size_t query = url.find('?');
  if (!written || query == url.npos) return;
  std::string_view rest = url.substr(query + 1);
  while (!rest.empty()) {
    const std::string_view parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(parameter.size() + 1, rest.size()));
    constexpr std::array<std::string_view, 4> ours{"protocol", "client", "version", "flash"};
    const auto taken = std::ranges::find(ours, parameter.substr(0, parameter.find('=')));
    if (taken != ours.end()) {
      written->problem(
          fmt::format("must not have the query parameter {}: the gateway sets it", *taken));
    }
  }
}

void check_server(const Section& section, const Connection& connection) {
  check_alternatives(section, {"cluster", !connection.cluster.empty()},
                     {"url", !connection.url.empty()});
  if (!connection.cluster.empty() &&
      connection.cluster.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") !=
          std::string::npos) {
    const auto cluster = section.sound("cluster");
    cluster->problem(fmt::format("{} is not a cluster: a-z, 0-9 and '-'", cluster->shown()));
  }
  check_url(section, "url", connection.url, parse_websocket_url);
  check_query(section, connection.url);
}

/// Such a connection has a purpose only if it signs in or if returns publish through its API.
void warn_of_no_channels(const Section& section, const Connection& connection) {
  const auto channels = section.value().find("channels");
  if (channels && !channels->node().children.empty()) return;
  if (connection.user || connection.api) return;
  section.value().key_warning("has no channels, and so receives nothing");
}

/// Signing needs the secret, which is in `auth` and not in `user`.
void check_user(const Section& section, const Connection& connection) {
  const auto user = section.sound("user");
  if (!user || connection.user->id.empty() || !connection.auth.secret.empty()) return;
  const bool auth_known = !section.value().find("auth") || section.sound("auth");
  if (auth_known) user->find("id")->problem("needs auth.secret, which signs it");
}

}  // namespace

void check(Section& section, const Tls& tls) {
  check_tls_files(section.value(), tls, KeyRule::complete);
}

void check(Section& section, const Backoff& backoff) {
  if (backoff.max < backoff.initial && section.sound("max") && section.sound("initial")) {
    section.problem("max", fmt::format("is less than initial ({})", to_text(backoff.initial)));
  }
}

void check(Section& section, const ClientEvents& limits) {
  if (limits.rate <= 0) section.problem("rate", "must be more than 0");
}

void check(Section& section, const Api& api) {
  check_url(section, "url", api.url, parse_http_prefix);
  check_proxy(section, api.proxy);
  // The id becomes part of the URL's path.
  if (const auto id = section.sound("app_id"); id && !consists_of(api.app_id, "-._~")) {
    id->problem(fmt::format("{} is not an app id: letters, digits and -._~", id->shown()));
  }
}

void check(Section& section, const Connection& connection) {
  check_server(section, connection);
  check_proxy(section, connection.proxy);
  check_upgrade_headers(section);
  check_channels(section, connection);
  warn_of_no_channels(section, connection);
  check_user(section, connection);
  // The key becomes part of the URL's path.
  if (const auto key = section.sound("key"); key && !consists_of(connection.key, "-._~")) {
    key->problem(fmt::format("{} is not an app key: letters, digits and -._~", key->shown()));
  }
  if (const auto api = section.sound("api");
      api && connection.api->url.empty() && !section.value().find("cluster")) {
    api->key_problem("needs url, as the connection has no cluster");
  }
}

}  // namespace sluice::config
