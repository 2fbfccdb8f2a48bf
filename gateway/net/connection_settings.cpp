#include "gateway/net/connection_settings.hpp"

#include <fmt/format.h>

#include "gateway/telemetry/version.hpp"

namespace sluice::net {

TlsSettings tls_settings_of(const config::Tls& settings) {
  return {
      .verify = settings.verify, .ca_file = settings.ca_file, .server_name = settings.server_name};
}

channels::SessionSettings session_settings_of(const config::Connection& settings) {
  channels::SessionSettings session{
      .connection = settings.name,
      .tls = endpoint_of(settings).url.tls,
      .channels = settings.channels,
      .subscription = {.signer = {}, .acknowledge_timeout = settings.subscribe_timeout},
      .client_events = {.confirm_timeout = settings.pong_timeout},
      .handshake_timeout = settings.handshake_timeout,
      .activity_timeout = settings.activity_timeout,
      .pong_timeout = settings.pong_timeout,
      .reconnect_initial = settings.reconnect.initial,
      .reconnect_max = settings.reconnect.max,
      .stable_after = settings.reconnect.stable_after};
  if (!settings.auth.secret.empty()) {
    session.subscription.signer.emplace(settings.key, settings.auth.secret.reveal(),
                                        settings.auth.user_id, settings.auth.user_info);
  }
  return session;
}

Endpoint endpoint_of(const config::Connection& settings) {
  const auto text =
      settings.url.empty() ? fmt::format("wss://ws-{}.pusher.com", settings.cluster) : settings.url;
  Endpoint endpoint{.url = config::parse_websocket_url(text).value(),
                    .headers = {},
                    .tls = tls_settings_of(settings.tls)};
  std::string_view prefix = endpoint.url.target;
  while (prefix.ends_with('/')) prefix.remove_suffix(1);
  endpoint.url.target = fmt::format("{}/app/{}?protocol=7&client=cpp-sluice&version={}", prefix,
                                    settings.key, telemetry::version());
  for (const auto& [name, value] : settings.headers)
    endpoint.headers.emplace_back(name, value.reveal());
  return endpoint;
}

}  // namespace sluice::net
