#pragma once

#include <functional>

#include "config/gateway_config.hpp"
#include "gateway/channels/action.hpp"
#include "gateway/channels/auth_answer.hpp"
#include "gateway/net/form_poster.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::net {

/// Asks the authorisation endpoint of one connection. On the shard's thread.
class Authorizer {
 public:
  using Done = std::function<void(const channels::RequestAuth&, const channels::AuthAnswer&)>;

  /// Throws std::runtime_error when the endpoint's TLS files cannot be used.
  Authorizer(Shard& shard, const config::Auth& settings, telemetry::ConnectionProbe& probe);

  /// Every request is answered once, never from within ask(), unless the authorizer dies first.
  void ask(const channels::RequestAuth& request, Done done);

 private:
  telemetry::ConnectionProbe& probe_;
  FormPoster endpoint_;
};

}  // namespace sluice::net
