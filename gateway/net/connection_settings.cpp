#include "gateway/net/connection_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gateway/telemetry/version.hpp"

namespace sluice::net {

TlsSettings tls_settings_of(const config::Tls& settings) {
  return {{settings}, settings.verify, settings.server_name};
}

std::vector<TlsSettings> tls_with_files(const config::Connection& settings) {
  std::vector<TlsSettings> found;
  const auto look_at = [&found](const config::Tls& tls) {
    if (!tls.ca_file.empty() || !tls.cert_file.empty()) found.push_back(tls_settings_of(tls));
  };
  look_at(settings.tls);
  look_at(settings.auth.tls);
  if (settings.user) look_at(settings.user->tls);
  if (settings.api) look_at(settings.api->tls);
  return found;
}

namespace {

/// Bytes of an answer of the HTTP API, which is a small object or a line of text.
constexpr std::size_t api_answer_max = 64 * 1024;

bool is_control(char letter) {
  return (letter >= 0 && letter < ' ' && letter != '\t') || letter == '\x7f';
}

std::string without_slashes(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

channels::ClientEventSettings client_events_of(const config::Connection& settings) {
  const auto& limits = settings.client_events;
  return {.rate = limits.rate,
          .burst = static_cast<std::size_t>(limits.burst),
          .max_bytes = limits.max_bytes.count,
          .confirm = limits.confirm,
          .confirm_timeout = settings.pong_timeout};
}

channels::SigninSettings signin_of(const config::Connection& settings) {
  channels::SigninSettings signin{
      {.acknowledge_timeout = settings.subscribe_timeout}, settings.user.has_value(), {}};
  if (settings.user && !settings.user->id.empty()) {
    const auto& user = *settings.user;
    signin.signer.emplace(settings.key, settings.auth.secret.reveal(),
                          channels::User{user.id, user.info, user.watchlist});
  }
  return signin;
}

}  // namespace

channels::SessionSettings session_settings_of(const config::Connection& settings,
                                              channels::ConnectPace* pace) {
  channels::SessionSettings session{
      .connection = settings.name,
      .channels = settings.channels,
      .skip_unchanged_replays = settings.cache_replays == config::CacheReplays::skip_unchanged,
      .presence = {.max_count = static_cast<std::size_t>(settings.presence.max_members),
                   .max_bytes = settings.presence.max_bytes.count},
      .reconnect = {.tls = endpoint_of(settings).url.tls,
                    .handshake_timeout = settings.handshake_timeout,
                    .initial = settings.reconnect.initial,
                    .max = settings.reconnect.max,
                    .stable_after = settings.reconnect.stable_after,
                    .refused_retry = settings.reconnect.refused_retry,
                    .pace = pace},
      .subscription = {{.acknowledge_timeout = settings.subscribe_timeout}, {}},
      .signin = signin_of(settings),
      .client_events = client_events_of(settings),
      .decryption = {.decrypt = settings.encrypted == config::Encrypted::decrypt,
                     .ask_again = settings.auth.secret.empty()},
      .activity_timeout = settings.activity_timeout,
      .pong_timeout = settings.pong_timeout};
  if (!settings.auth.secret.empty()) {
    session.subscription.signer.emplace(
        settings.key, settings.auth.secret.reveal(), settings.auth.user_id, settings.auth.user_info,
        channels::read_secret_key(settings.auth.encryption_master_key.reveal()));
  }
  return session;
}

Endpoint endpoint_of(const config::Connection& settings) {
  const auto text =
      settings.url.empty() ? fmt::format("wss://ws-{}.pusher.com", settings.cluster) : settings.url;
  Endpoint endpoint{.url = config::parse_websocket_url(text).value(),
                    .headers = {},
                    .tls = tls_settings_of(settings.tls),
                    .proxy = config::proxy_of(settings.proxy)};
  const std::string_view own = endpoint.url.target;
  const std::size_t query = std::min(own.find('?'), own.size());
  const std::string_view parameters = own.substr(std::min(query + 1, own.size()));
  endpoint.url.target =
      fmt::format("{}/app/{}?protocol=7&client=cpp-sluice&version={}{}{}",
                  without_slashes(own.substr(0, query)), settings.key, telemetry::version(),
                  parameters.empty() ? "" : "&", parameters);
  return endpoint;
}

Result<std::vector<std::pair<std::string, std::string>>> upgrade_headers_of(
    const config::Connection& settings, config::LastValues& files) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const auto& [name, value] : settings.headers) {
    auto text = value.reveal(files);
    if (!text) return std::move(text).error().within(fmt::format("header {}", name));
    if (std::ranges::any_of(*text, is_control)) {
      return Error{fmt::format(
          "header {}: its value holds a line break or another control character", name)};
    }
    headers.emplace_back(name, *std::move(text));
  }
  return headers;
}

HttpEndpoint api_endpoint_of(const config::Connection& settings) {
  const auto& api = *settings.api;
  const auto text =
      api.url.empty() ? fmt::format("https://api-{}.pusher.com", settings.cluster) : api.url;
  HttpEndpoint endpoint{.name = "HTTP API",
                        .url = config::parse_http_prefix(text).value(),
                        .tls = tls_settings_of(api.tls),
                        .proxy = config::proxy_of(api.proxy),
                        .timeout = api.timeout,
                        .concurrent_max = 1,
                        .answer_max = api_answer_max};
  return endpoint;
}

channels::ApiSettings api_settings_of(const config::Connection& settings) {
  return {.app = {.id = settings.api->app_id,
                  .key = settings.key,
                  .secret = settings.api->secret.reveal(),
                  .path_prefix = without_slashes(api_endpoint_of(settings).url.target)},
          .max_bytes = settings.client_events.max_bytes.count};
}

}  // namespace sluice::net
