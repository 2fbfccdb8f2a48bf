#pragma once

#include <string>
#include <utility>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/channels/publish/api_publisher.hpp"
#include "gateway/channels/session/session.hpp"
#include "gateway/net/dialer.hpp"
#include "gateway/net/http_client.hpp"

namespace sluice::net {

/// The settings that follow from a connection's configuration, for its session and for its dial.
/// The URL and the cluster were checked when the configuration was read.
[[nodiscard]] channels::SessionSettings session_settings_of(const config::Connection& settings,
                                                            channels::ConnectPace* pace = nullptr);
/// Without the headers, which belong to a single upgrade request.
[[nodiscard]] Endpoint endpoint_of(const config::Connection& settings);
/// The headers for the next upgrade request: their files are read now.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> upgrade_headers_of(
    const config::Connection& settings, config::LastValues& files);

/// Requires an `api`.
[[nodiscard]] channels::ApiSettings api_settings_of(const config::Connection& settings);
[[nodiscard]] HttpEndpoint api_endpoint_of(const config::Connection& settings);

[[nodiscard]] TlsSettings tls_settings_of(const config::Tls& settings);
/// Of all that it dials: those that name files.
[[nodiscard]] std::vector<TlsSettings> tls_with_files(const config::Connection& settings);

}  // namespace sluice::net
