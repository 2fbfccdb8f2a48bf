#pragma once

#include <memory>
#include <string_view>

#include "config/gateway_config.hpp"
#include "gateway/channels/publish/api_publisher.hpp"
#include "gateway/channels/session/session.hpp"
#include "gateway/core/outlet.hpp"
#include "gateway/net/http_client.hpp"
#include "gateway/net/publications.hpp"
#include "gateway/net/shard.hpp"
#include "gateway/telemetry/log.hpp"

namespace sluice::net {

/// Publishes through the HTTP API of a connection's app: carries out the publisher's decisions. On
/// the shard's thread.
class ApiOutlet final : public Outlet {
 public:
  /// `connection` must have an `api`. The server does not send these events to the socket of
  /// `session`. Throws std::runtime_error when the TLS files are unusable. All references outlive
  /// this object.
  ApiOutlet(Shard& shard, const config::Connection& connection, const channels::Session& session,
            const telemetry::Log& log);

  void publish(ReturnEvent event, Done done) override;
  void withdraw(PublicationId id) override;

  /// Posts nothing more and calls no `done` any more.
  void stop();

 private:
  void proceed();
  void post(channels::ApiRequest request);
  void perform();

  Shard& shard_;
  const config::Connection& connection_;
  const channels::Session& session_;
  const telemetry::Log& log_;
  channels::ApiPublisher publisher_;
  Publications publications_;
  channels::Actions actions_;
  std::unique_ptr<HttpClient> client_;  ///< until stop()
  Loop::Handle timer_;
};

}  // namespace sluice::net
