#pragma once

#include <functional>

#include "config/gateway_config.hpp"
#include "gateway/channels/auth/auth_answer.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/net/form_poster.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/telemetry/probes.hpp"

namespace sluice::net {

/// Asks the endpoint that authenticates the user of one connection. On the shard's thread.
class UserAuthenticator {
 public:
  using Done = std::function<void(const channels::RequestUserAuth&, const channels::AuthAnswer&)>;

  /// As Authorizer.
  UserAuthenticator(Shard& shard, const config::User& settings, telemetry::ConnectionProbe& probe,
                    Done done);

  void ask(const channels::RequestUserAuth& request);
  void withdraw() { endpoint_.withdraw(); }

 private:
  Done done_;
  FormPoster endpoint_;
};

}  // namespace sluice::net
