#pragma once

#include "config/gateway_config.hpp"
#include "gateway/channels/session.hpp"
#include "gateway/net/dialer.hpp"

namespace sluice::net {

/// What the configuration of a connection means for its session, and for dialling it. The URL and
/// the cluster were checked when the configuration was read.
[[nodiscard]] channels::SessionSettings session_settings_of(const config::Connection& settings);
[[nodiscard]] Endpoint endpoint_of(const config::Connection& settings);

[[nodiscard]] TlsSettings tls_settings_of(const config::Tls& settings);

}  // namespace sluice::net
