#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/channels/auth/auth_answer.hpp"
#include "gateway/channels/auth/auth_batch.hpp"
#include "gateway/channels/probe/connection_probe.hpp"
#include "gateway/channels/wire/action.hpp"
#include "gateway/net/http_client.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/net/tether.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::net {

/// Asks the endpoints of one connection: the one that authorises its channels, with several in one
/// request if the configuration allows it, and the one that authenticates its user. Each request
/// has the configured headers and further fields; their files are read anew for each request. On
/// the shard's thread.
class AuthClient {
 public:
  template <class Request>
  using Done = std::function<void(const Request&, const channels::AuthAnswer&)>;

  /// Each request gets its answer through its `done` once, never from within ask(), unless the
  /// client is destroyed or the request is withdrawn first. Throws std::runtime_error when the TLS
  /// files of an endpoint are unusable. `settings` and `log` outlive it.
  AuthClient(Shard& shard, const config::Connection& settings, channels::ConnectionProbe& probe,
             const telemetry::Log& log, Done<channels::RequestAuth> channel_done,
             Done<channels::RequestUserAuth> user_done);

  /// The configuration must have an endpoint for channels.
  void ask(const channels::RequestAuth& request);
  /// The configuration must have an endpoint for the user.
  void ask(const channels::RequestUserAuth& request);
  /// Drops all unanswered requests.
  void withdraw();

 private:
  struct Endpoint {
    const config::AuthEndpoint& settings;
    HttpClient& client;   ///< owned by the shard
    std::string address;  ///< for messages
  };

  void post_gathered();
  void post_batch(channels::AuthBatch batch);
  [[nodiscard]] std::string fields_of(const channels::AuthBatch& batch) const;
  [[nodiscard]] std::vector<channels::AuthAnswer> read(const Result<HttpResponse>& response,
                                                       const channels::AuthBatch& batch) const;
  /// `asks_for`: the channels in the request, or the user.
  void post(const Endpoint& endpoint, std::string fields, telemetry::Field asks_for,
            HttpClient::Done done);

  Shard& shard_;
  channels::ConnectionProbe& probe_;
  const telemetry::Log& log_;
  telemetry::Field connection_;
  Done<channels::RequestAuth> channel_done_;
  Done<channels::RequestUserAuth> user_done_;
  std::size_t batch_max_;
  std::optional<Endpoint> for_channels_;
  std::optional<Endpoint> for_user_;
  std::vector<channels::RequestAuth> gathered_;  ///< requests of this turn of the loop
  Loop::Handle posting_;                         ///< posts the gathered requests
  Tethers asked_;
};

}  // namespace sluice::net
