#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

#include "config/checks.hpp"
#include "config/section.hpp"
#include "config/units.hpp"
#include "config/url.hpp"
#include "gateway/core/names.hpp"

namespace sluice::config {
namespace {

constexpr std::string_view alphanumeric =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// ASCII whatever the locale says.
bool consists_of(std::string_view text, std::string_view more) {
  return std::ranges::all_of(text, [&](char letter) {
    return alphanumeric.find(letter) != text.npos || more.find(letter) != text.npos;
  });
}

/// As Value::shown(), but nothing of a URL that may hold a password or a token.
std::string shown_url(const Value& url) {
  return url.node().text.find_first_of("@?") == std::string::npos ? url.shown() : "the value";
}

/// Headers go into a request as they are: what could end a line early is refused.
void check_headers(const Section& section) {
  const auto headers = section.value().find("headers");
  if (!headers || headers->node().type != Node::Type::mapping) return;
  for (const Value& header : headers->children()) {
    const std::string& name = header.node().key;
    if (name.empty() || !consists_of(name, "!#$%&'*+-.^_`|~")) {
      header.key_problem("not a header name");
    }
    if (header.node().text.find_first_of("\r\n") != std::string::npos) {
      header.problem("a header's value is one line");
    }
  }
}

/// The servers' rule for names: only what none of them would take is refused here. Names that begin
/// with `#` are taken, but they are the servers' own.
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

/// 32 bytes in base64, as the official server packages take them.
bool is_key(std::string_view base64) {
  std::array<unsigned char, 32> key;
  std::size_t size = 0;
  return sodium_base642bin(key.data(), key.size(), base64.data(), base64.size(), nullptr, &size,
                           nullptr, sodium_base64_VARIANT_ORIGINAL) == 0 &&
         size == key.size();
}

/// Without this the subscription would be refused by the server, again and again.
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

/// A connection to a cluster is one to Pusher.
void check_length(const Value& channel, const Connection& connection) {
  const auto size = channel.node().text.size();
  if (connection.cluster.empty() || size <= pusher_channel_bytes_max) return;
  channel.warning(fmt::format("Pusher refuses channel names of more than {} bytes, this has {}",
                              pusher_channel_bytes_max, size));
}

/// Looks at the file's items and not at what was read of them, so that a bad item hides no other.
void check_channels(const Section& section, const Connection& connection) {
  const auto channels = section.value().find("channels");
  if (!channels || channels->node().type != Node::Type::sequence) return;
  // A mistake within `auth` is reported there; what it would have said is not known here.
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

/// A key that is there but could not be read counts as neither given nor missing.
void check_server(const Section& section, const Connection& connection) {
  const auto cluster = section.sound("cluster");
  const auto url = section.sound("url");
  if (!connection.cluster.empty() && !connection.url.empty()) {
    url->problem("only one of cluster and url can be given");
  } else if (connection.cluster.empty() && connection.url.empty()) {
    const bool both_known = cluster.has_value() == section.value().find("cluster").has_value() &&
                            url.has_value() == section.value().find("url").has_value();
    if (both_known) section.value().key_problem("needs either cluster or url");
  }
  if (!connection.cluster.empty() &&
      connection.cluster.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") !=
          std::string::npos) {
    cluster->problem(fmt::format("{} is not a cluster: a-z, 0-9 and '-'", cluster->shown()));
  }
  if (connection.url.empty()) return;
  if (const auto parsed = parse_websocket_url(connection.url); !parsed) {
    url->problem(fmt::format("{} {}", shown_url(*url), parsed.error().message));
  }
}

}  // namespace

void check(Section& section, const Backoff& backoff) {
  if (backoff.max < backoff.initial && section.sound("max") && section.sound("initial")) {
    section.problem("max", fmt::format("is less than initial ({})", to_text(backoff.initial)));
  }
}

void check(Section& section, const Auth& auth) {
  check_headers(section);
  if (!auth.endpoint.empty()) {
    if (!auth.secret.empty()) {
      section.problem("secret", "only one of endpoint and secret can be given");
    }
    const auto endpoint = section.sound("endpoint");
    if (const auto parsed = parse_http_url(auth.endpoint); !parsed) {
      endpoint->problem(fmt::format("{} {}", shown_url(*endpoint), parsed.error().message));
    }
  }
  if (!auth.encryption_master_key.empty()) {
    if (!section.value().find("secret")) {
      section.problem("encryption_master_key", "is of use only beside secret");
    }
    if (!is_key(auth.encryption_master_key.reveal())) {
      section.problem("encryption_master_key", "must be 32 bytes in base64");
    }
  }
  if (!auth.user_info.empty() &&
      !nlohmann::json::parse(auth.user_info, nullptr, false).is_object()) {
    section.problem("user_info", "must be a JSON object");
  }
}

void check(Section& section, const ClientEvents& limits) {
  if (limits.rate <= 0) section.problem("rate", "must be more than 0");
}

void check(Section& section, const Api& api) {
  if (const auto url = section.sound("url"); url && !api.url.empty()) {
    if (const auto parsed = parse_http_url(api.url); !parsed) {
      url->problem(fmt::format("{} {}", shown_url(*url), parsed.error().message));
    }
  }
  // The id becomes part of the URL's path.
  if (const auto id = section.sound("app_id"); id && !consists_of(api.app_id, "-._~")) {
    id->problem(fmt::format("{} is not an app id: letters, digits and -._~", id->shown()));
  }
}

void check(Section& section, const Connection& connection) {
  check_server(section, connection);
  check_headers(section);
  check_channels(section, connection);
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
